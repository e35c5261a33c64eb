import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ClientConfig } from 'pg';
import type { z } from 'zod';
import type { configuration as configurationSchema } from '../../contract/domain/configuration.ts';
import { dataFolder } from '../../backend/data-folder.ts';
import { isRunning } from '../../backend/data-folder-lock.ts';
import { startEmbeddedPostgres } from '../../backend/db/embedded-postgres.ts';

/** `postroom serve` on a data folder, which may be killed and started again. */
export interface KillableBackend extends AsyncDisposable {
  /** Runs `postroom apply`, beside the backend or before it. */
  readonly apply: (configuration: z.input<typeof configurationSchema>) => Promise<void>;
  /** Runs any other command of `postroom` in the same way. @returns what it said */
  readonly run: (...args: readonly string[]) => Promise<string>;
  /** Resolves when the backend says that it is ready. */
  readonly start: () => Promise<void>;
  /** SIGKILL, also while it starts; `start` brings it back. */
  readonly kill: () => Promise<void>;
  /** As a service manager ends it. */
  readonly stop: () => Promise<void>;
  /** Any other signal. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** SIGKILL for the embedded database's postmaster; false where none ran. */
  readonly killDatabase: () => Promise<boolean>;
  /** Where the embedded database answers; to be asked for while the backend runs. */
  readonly findDatabase: () => Promise<ClientConfig>;
  /** Of the SMTP listener. */
  readonly smtpPort: () => number;
  /** The end of what it logged, over all its lives. */
  readonly log: () => string;
}

const root = path.resolve(import.meta.dirname, '../..');
const postroom = path.join(root, 'backend/cli/postroom.ts');

/**
 * @param settings.home an existing folder for the data; default: a temporary one, removed at the end
 * @param settings.env secrets that the configuration names
 */
export async function openKillableBackend(settings: {
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Gets all that it logs, of which `log` keeps the end only. */
  readonly onLog?: (text: string) => void;
}): Promise<KillableBackend> {
  const home = settings.home ?? (await mkdtemp(path.join(os.tmpdir(), 'postroom-faults-')));
  // As root the embedded database runs under another account, which must be able to pass through.
  await chmod(home, 0o711);
  const folder = dataFolder(path.join(home, 'data'));
  const env = {
    ...process.env,
    POSTROOM_DATA: folder.root,
    POSTROOM_HTTP: '127.0.0.1:0',
    POSTROOM_SMTP: '127.0.0.1:0',
    POSTROOM_LOG: 'info',
    DATABASE_URL: undefined,
    ...settings.env,
  };
  let child: ChildProcess | null = null;
  let output = '';
  let port: string | undefined;
  // Ends with the tests, however they end.
  const endWithUs = (): void => {
    child?.kill('SIGKILL');
  };
  process.once('exit', endWithUs);

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  return {
    async apply(wanted) {
      // JSON is YAML.
      const file = path.join(home, 'configuration.yaml');
      await writeFile(file, JSON.stringify(wanted));
      await promisify(execFile)(process.execPath, [postroom, 'apply', file], { cwd: root, env });
    },
    async run(...args) {
      const { stdout } = await promisify(execFile)(process.execPath, [postroom, ...args], { cwd: root, env });
      return stdout;
    },
    async start() {
      const started = spawn(process.execPath, [postroom, 'serve'], {
        cwd: root,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      const ready = Promise.withResolvers<void>();
      started.stdout.on('data', (chunk: Buffer) => {
        port = /by SMTP on port (\d+)/.exec(chunk.toString())?.[1] ?? port;
        if (chunk.includes('Postroom is ready: ')) ready.resolve();
      });
      started.stderr.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-100_000);
        settings.onLog?.(chunk.toString());
      });
      started.once('exit', () =>
        ready.reject(new Error(`the backend ended before it was ready:\n${output}`)),
      );
      await ready.promise;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    signal: (signal) => child?.kill(signal),
    async killDatabase() {
      const pidFile = path.join(folder.postgres, 'data/postmaster.pid');
      const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
      return pid > 0 && killNow(pid);
    },
    async findDatabase() {
      const { connection, reused } = await startEmbeddedPostgres(folder.postgres);
      if (!reused) throw new Error('the backend did not run a database');
      return connection;
    },
    smtpPort() {
      if (port === undefined) throw new Error('the backend has no SMTP listener');
      return Number(port);
    },
    log: () => output,
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
      process.off('exit', endWithUs);
      if (settings.home === undefined)
        await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

function killNow(pid: number): boolean {
  if (!isRunning(pid)) return false;
  process.kill(pid, 'SIGKILL');
  return true;
}

/**
 * Asks until the answer is right; a question that fails, as all do while the database is away, is asked again.
 * @throws with what `describe` says once the time is over
 */
export async function waitUntil(
  holds: () => Promise<boolean>,
  describe: () => Promise<string> | string,
  milliseconds = 120_000,
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > deadline) {
      const words = await Promise.resolve(describe()).catch((error: unknown) => String(error));
      throw new Error(`not within ${milliseconds / 1000} s: ${words}`);
    }
    await delay(100);
  }
}
