import { EventEmitter } from 'node:events';
import { app } from './app.ts';
import { makeEvent } from './preventable-event.ts';
import { session } from './session.ts';
import { strict } from './strict.ts';
import { WebContents } from './web-contents.ts';
import { openWindowPage, type WindowPage } from './window-page.ts';

/** Each of these opens the machine to a page; an app that asks for one does not start here. */
const insecure = {
  allowRunningInsecureContent: true,
  contextIsolation: false,
  experimentalFeatures: true,
  nodeIntegration: true,
  nodeIntegrationInSubFrames: true,
  nodeIntegrationInWorker: true,
  sandbox: false,
  webSecurity: false,
  webviewTag: true,
} as const satisfies { readonly [K in keyof Electron.WebPreferences]?: boolean };

const all = new Map<number, BrowserWindow>();
let lastId = 0;

export class BrowserWindow extends EventEmitter {
  readonly id: number;
  readonly webContents: WebContents;
  readonly #page: Promise<WindowPage>;
  #bounds: Electron.Rectangle;
  #state: 'open' | 'destroyed' = 'open';
  #isMaximized = false;
  #isMinimized = false;
  #isVisible: boolean;

  static getAllWindows(): BrowserWindow[] {
    return [...all.values()];
  }

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    app.requireReady('BrowserWindow');
    const preferences = options.webPreferences ?? {};
    refuseInsecure(preferences);
    lastId += 1;
    this.id = lastId;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    this.#isVisible = options.show !== false;
    const contents = new WebContents(this.id, session.defaultSession, () => this.#page);
    this.webContents = strict('webContents', contents);
    all.set(this.id, this);
    app.windows.add(this);
    app.emit('web-contents-created', makeEvent({}), this.webContents);
    this.#page = openWindowPage({
      contents,
      preload: preferences.preload ?? '',
      size: { width, height },
      onReadyToShow: () => this.emit('ready-to-show'),
      onClosed: () => {
        this.destroy();
      },
    });
    return strict('BrowserWindow', this);
  }

  async loadURL(url: string): Promise<void> {
    await (await this.#page).load(url);
  }

  show(): void {
    this.#isVisible = true;
    this.emit('show');
    app.emit('stand-in-window-shown');
  }
  isVisible(): boolean {
    return this.#isVisible;
  }
  focus(): void {
    this.emit('focus');
    void this.#page.then((page) => page.bringToFront());
  }
  isMinimized(): boolean {
    return this.#isMinimized;
  }
  minimize(): void {
    this.#isMinimized = true;
  }
  restore(): void {
    this.#isMinimized = false;
  }
  maximize(): void {
    this.#isMaximized = true;
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  getNormalBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    this.emit('resize');
  }
  setOverlayIcon(): void {}

  isDestroyed(): boolean {
    return this.#state === 'destroyed';
  }
  close(): void {
    if (this.isDestroyed()) return;
    const event = makeEvent({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  destroy(): void {
    if (this.isDestroyed()) return;
    this.#state = 'destroyed';
    all.delete(this.id);
    app.windows.delete(this);
    void this.#page.then((page) => page.close()).catch(() => undefined);
    this.webContents.emit('destroyed');
    this.emit('closed');
    if (all.size === 0) app.emit('window-all-closed');
  }
}

function refuseInsecure(preferences: Electron.WebPreferences): void {
  for (const [name, value] of Object.entries(insecure)) {
    if (preferences[name as keyof typeof insecure] === value) {
      throw new Error(`the stand-in refuses the insecure webPreferences.${name}=${value}`);
    }
  }
  if (!app.isSandboxed()) throw new Error('the stand-in runs an app only that calls app.enableSandbox()');
}
