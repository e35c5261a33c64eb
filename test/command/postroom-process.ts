import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** The command as it is called without npm. */
export const program = path.resolve(import.meta.dirname, '../../backend/cli/postroom.ts');

export interface EndedPostroom {
  /** Null if it was killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `postroom` as a process of its own with nothing of this one's environment but PATH, until it ends. */
export async function runPostroom(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<EndedPostroom> {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder, env: environment(env) });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

export interface ServingPostroom {
  readonly pid: number;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** `postroom serve` on the data folder below `folder`; resolves once it says that it is ready. */
export async function servePostroom(folder: string): Promise<ServingPostroom> {
  const child = spawn(process.execPath, [program, 'serve'], { cwd: folder, env: environment({}) });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const ready = Promise.withResolvers<string>();
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
    const url = /^Postroom is ready: (\S+)$/m.exec(out)?.[1];
    if (url !== undefined) ready.resolve(url);
  });
  void ended.then(() => ready.reject(new Error(`the backend ended: ${out}${err}`)));
  return { url: await ready.promise, pid: child.pid ?? 0, stop };
}

function environment(env: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], POSTROOM_HTTP: '127.0.0.1:0', POSTROOM_LOG: 'error', ...env };
}
