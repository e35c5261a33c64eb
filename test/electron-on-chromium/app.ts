import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { makeEvent } from './preventable-event.ts';
import { record } from './record.ts';

type Implemented = Pick<
  Electron.App,
  | 'enableSandbox'
  | 'exit'
  | 'getLocale'
  | 'getPreferredSystemLanguages'
  | 'getVersion'
  | 'isReady'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setBadgeCount'
  | 'whenReady'
>;

/** A window, as far as quitting is concerned. */
export interface Closable {
  readonly close: () => void;
  readonly isDestroyed: () => boolean;
}

export class StandInApp extends EventEmitter implements Implemented {
  readonly isPackaged = false;
  readonly windows = new Set<Closable>();
  #isReady = false;
  #isExiting = false;
  #sandboxed = false;
  #browser: Promise<Browser> | null = null;
  readonly #ready = Promise.withResolvers<void>();
  readonly #paths = new Map<string, string>([
    ['home', homedir()],
    ['temp', tmpdir()],
    ['downloads', path.join(homedir(), 'Downloads')],
  ]);

  /** As Electron does, after the code of the app has been loaded. */
  start(): void {
    setImmediate(() => {
      this.#browser = launchChromium();
      this.#browser.then(
        (browser) => {
          browser.on('disconnected', () => {
            if (!this.#isExiting) process.exit(1);
          });
          this.#isReady = true;
          this.emit('ready', makeEvent({}), {});
          this.#ready.resolve();
          return null;
        },
        (cause: unknown) => {
          process.stderr.write(`${String(cause)}\n`);
          process.exit(1);
        },
      );
    });
  }

  browser(): Promise<Browser> {
    if (!this.#browser) throw new Error('no window can be opened before the app is ready');
    return this.#browser;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }
  isReady(): boolean {
    return this.#isReady;
  }
  isSandboxed(): boolean {
    return this.#sandboxed;
  }
  enableSandbox(): void {
    this.requireNotReady('app.enableSandbox');
    this.#sandboxed = true;
  }
  requireNotReady(what: string): void {
    if (this.#isReady) throw new Error(`${what} must be called before the app is ready`);
  }
  requireReady(what: string): void {
    if (!this.#isReady) throw new Error(`${what} must not be used before the app is ready`);
  }
  requestSingleInstanceLock(): boolean {
    return true;
  }
  getPath(name: string): string {
    const known = this.#paths.get(name);
    if (known !== undefined) return known;
    if (name !== 'userData') throw new Error(`the stand-in knows no path "${name}"`);
    const folder = mkdtempSync(path.join(tmpdir(), 'stand-in-'));
    this.#paths.set(name, folder);
    return folder;
  }
  setPath(name: string, folder: string): void {
    if (!path.isAbsolute(folder)) throw new Error('a path must be absolute');
    mkdirSync(folder, { recursive: true });
    this.#paths.set(name, folder);
  }
  getVersion(): string {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    return manifest.version;
  }
  getLocale(): string {
    return process.env['STAND_IN_LOCALE'] ?? 'en-US';
  }
  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }
  setBadgeCount(count = 0): boolean {
    record.badge = count;
    return true;
  }

  /** `before-quit` may hold it back; then every window may; then it is over. */
  quit(): void {
    const event = makeEvent({});
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    for (const window of this.windows) window.close();
    if ([...this.windows].some((window) => !window.isDestroyed())) return;
    this.exit(0);
  }
  exit(code = 0): void {
    this.#isExiting = true;
    this.emit('quit', makeEvent({}), code);
    const closing = this.#browser?.then((browser) => browser.close()).catch(() => undefined);
    void Promise.resolve(closing).then(() => process.exit(code));
  }
}

export const app = new StandInApp();
app.start();
