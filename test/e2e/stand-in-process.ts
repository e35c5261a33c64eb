import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type {
  ControlAnswer,
  ControlMessage,
  ControlRequest,
  RecordSnapshot,
} from '../electron-on-chromium/control-messages.ts';
import { findFreePorts } from '../world/guarded-process.ts';

export interface StandInOptions {
  /** The built main module to run. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The built desktop in a process of its own, under the stand-in for Electron. */
export interface StandInProcess {
  readonly page: Page;
  readonly ask: (request: ControlRequest) => Promise<unknown>;
  readonly record: () => Promise<RecordSnapshot>;
  /** Resolves with the exit code when the process has ended by itself; null after a signal. */
  readonly ended: Promise<number | null>;
  /** SIGKILL, as a crash or the system would. */
  readonly kill: () => Promise<void>;
  /** Quits as a person would, and removes what the browser left in the temporary folder. */
  readonly stop: () => Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');
const register = path.join(root, 'test/electron-on-chromium/register.ts');

/** Starts it and attaches to its window. Fails with what it wrote if it ends before. */
export async function startStandIn({ main, env }: StandInOptions): Promise<StandInProcess> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'postroom-desktop-'));
  const [port = 0] = await findFreePorts(1);
  const child = spawn(process.execPath, ['--import', register, main], {
    cwd: root,
    env: { ...process.env, ...env, TMPDIR: temporary, STAND_IN_CDP_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const control = openControl(child);
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
  });

  let browser: Browser;
  try {
    await Promise.race([control.shown, failWhenEnded(ended, control.output)]);
    browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  } catch (cause) {
    child.kill('SIGKILL');
    await ended;
    await rm(temporary, { recursive: true, force: true });
    throw cause;
  }

  async function finish(): Promise<void> {
    await ended;
    await browser.close().catch(() => undefined);
    // Chromium writes to its profile until it has gone; the folder goes with its last process.
    await rm(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
  return {
    page: findWindow(browser),
    ask: control.ask,
    record: async () => (await control.ask({ do: 'read-record' })) as RecordSnapshot,
    ended,
    async kill() {
      child.kill('SIGKILL');
      await finish();
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        await Promise.race([control.ask({ do: 'quit' }).catch(() => undefined), ended]);
      }
      await finish();
    },
  };
}

function findWindow(browser: Browser): Page {
  const pages = browser.contexts().flatMap((context) => context.pages());
  const page = pages.find((each) => each.url().startsWith('https://bundle.app.test/'));
  if (!page)
    throw new Error(`the desktop shows no window of its own: ${pages.map((each) => each.url()).join()}`);
  return page;
}

async function failWhenEnded(ended: Promise<unknown>, output: () => string): Promise<never> {
  await ended;
  throw new Error(`the desktop ended before it showed a window:\n${output()}`);
}

function openControl(child: ChildProcess) {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const shown = Promise.withResolvers<void>();
  let last = 0;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
    });
  }
  child.on('message', (message: ControlAnswer) => {
    if ('event' in message) {
      shown.resolve();
      return;
    }
    const answered = waiting.get(message.number);
    waiting.delete(message.number);
    if ('failure' in message) answered?.reject(new Error(message.failure));
    else answered?.resolve(message.value);
  });
  child.on('exit', () => {
    for (const answered of waiting.values()) answered.reject(new Error(`the desktop has ended:\n${output}`));
  });
  return {
    shown: shown.promise,
    output: () => output,
    ask: (request: ControlRequest): Promise<unknown> => {
      const answered = Promise.withResolvers<unknown>();
      last += 1;
      waiting.set(last, answered);
      child.send({ number: last, request } satisfies ControlMessage);
      return answered.promise;
    },
  };
}
