import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import type { configuration } from '../../contract/domain/configuration.ts';
import { dataFolder as describeDataFolder } from '../../backend/data-folder.ts';
import { openDatabase, type Database } from '../../backend/db/database.ts';
import { startEmbeddedPostgres } from '../../backend/db/embedded-postgres.ts';

const program = path.resolve(import.meta.dirname, '../../backend/cli/postroom.ts');

/** A configuration file as a person writes it, with the defaults left out. */
export type WrittenConfiguration = z.input<typeof configuration>;

export interface BackendSettings {
  /** Applied with `postroom apply` before the start. */
  readonly configuration?: WrittenConfiguration;
  readonly demonstration?: boolean;
  /** Dictionaries to install before the start (`fr-FR`, …). */
  readonly cultures?: readonly string[];
  /** Secrets that the configuration names, and settings. */
  readonly env?: Readonly<Record<string, string>>;
  /** Given: an existing folder to go on with, kept at the end. */
  readonly dataFolder?: string;
}

/** `postroom serve` as a process of its own, on free ports and a data folder of its own. */
export interface BackendProcess extends AsyncDisposable {
  /** Of the API. */
  readonly url: string;
  readonly smtpPort: number | null;
  readonly dataFolder: string;
  readonly pid: number;
  readonly log: () => string;
  /** The embedded database, beside the backend; the caller closes it. */
  readonly openDatabase: () => Promise<Database>;
  /** SIGKILL; resolves when it is gone. The data folder stays for the next one. */
  readonly kill: () => Promise<void>;
  /** Ends it as a service manager would and removes its own data folder. */
  readonly stop: () => Promise<void>;
}

export async function startBackendProcess(settings: BackendSettings = {}): Promise<BackendProcess> {
  const dataFolder = settings.dataFolder ?? (await makeDataFolder());
  const env = {
    ...process.env,
    POSTROOM_DATA: dataFolder,
    POSTROOM_HTTP: '127.0.0.1:0',
    POSTROOM_SMTP: '127.0.0.1:0',
    POSTROOM_LOG: 'info',
    ...settings.env,
  };
  if (settings.configuration) {
    const file = path.join(dataFolder, 'configuration.json');
    await writeFile(file, JSON.stringify(settings.configuration));
    const applied = await runPostroom(['apply', file], env);
    if (applied.code !== 0) throw new Error(`postroom apply failed:\n${applied.output}`);
  }
  if (settings.cultures) {
    const installed = await runPostroom(['dictionaries', 'install', ...settings.cultures], env);
    if (installed.code !== 0) throw new Error(`postroom dictionaries install failed:\n${installed.output}`);
  }
  const args = ['serve', ...(settings.demonstration ? ['--demonstration'] : [])];
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collectOutput(child);
  // Ends with the tests, however they end.
  const endWithUs = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', endWithUs);
  const ended = once(child, 'exit').finally(() => process.off('exit', endWithUs));
  const url = await announcement(child, ended, output, /^Postroom is ready: (\S+)$/m);
  const smtpPort = /SMTP on port (\d+)/.exec(output())?.[1];

  async function stop(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
    if (settings.dataFolder === undefined)
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  }
  return {
    url,
    smtpPort: smtpPort === undefined ? null : Number(smtpPort),
    dataFolder,
    pid: child.pid ?? 0,
    log: output,
    async openDatabase() {
      const { connection } = await startEmbeddedPostgres(describeDataFolder(dataFolder).postgres);
      return openDatabase(
        { connection, poolSize: 2 },
        () => null,
        () => undefined,
      );
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Runs a `postroom` command to its end. */
export async function runPostroom(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [program, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collectOutput(child);
  await once(child, 'close');
  return { code: child.exitCode, output: output() };
}

async function makeDataFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-backend-'));
  // As root the embedded database runs under another account, which must be able to pass through.
  await chmod(folder, 0o711);
  return folder;
}

function collectOutput(child: ChildProcess): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-200_000);
    });
  }
  return () => output;
}

async function announcement(
  child: ChildProcess,
  ended: Promise<unknown>,
  output: () => string,
  line: RegExp,
): Promise<string> {
  const announced = new Promise<string>((resolve) => {
    child.stdout?.on('data', () => {
      const found = line.exec(output())?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const died = ended.then(() => Promise.reject(new Error(`the backend ended early:\n${output()}`)));
  return Promise.race([announced, died]);
}
