import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';

/** `npm start` as a newcomer runs it, with the packages installed. */
export interface StartProgram extends AsyncDisposable {
  readonly pid: number;
  readonly output: () => string;
  /** Of the web edition, and where mail is taken over, as they are printed; rejects when it ends before. */
  readonly announced: () => Promise<{ readonly address: string; readonly smtpPort: number }>;
  readonly ended: Promise<void>;
  /** As Ctrl-C does; resolves when it is gone. */
  readonly interrupt: () => Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../..');

/** The web edition on the demonstration, with nothing set but where its data lies. */
export function runStart(dataFolder: string): StartProgram {
  const env: NodeJS.ProcessEnv = { ...process.env, POSTROOM_DATA: dataFolder };
  for (const name of ['POSTROOM_HTTP', 'POSTROOM_SMTP', 'DATABASE_URL']) delete env[name];
  const child = spawn(process.execPath, ['build/start.js', '--web', '--no-open'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = new EventEmitter();
  let output = '';
  let over = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      written.emit('more');
    });
  }
  const endWithUs = (): void => {
    child.kill('SIGTERM');
  };
  process.once('exit', endWithUs);
  const ended = untilClosed();
  async function untilClosed(): Promise<void> {
    await once(child, 'close');
    process.off('exit', endWithUs);
    over = true;
    written.emit('more');
  }
  async function line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(output)?.[1];
      if (found !== undefined) return found;
      if (over) throw new Error(`npm start ended before it wrote ${pattern}:\n${output}`);
      await once(written, 'more');
    }
  }
  async function interrupt(): Promise<void> {
    if (over) return;
    child.kill('SIGINT');
    await ended;
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async announced() {
      const address = await line(/^Postroom web edition: (\S+)$/m);
      return { address, smtpPort: Number(await line(/by SMTP on port (\d+)/)) };
    },
    ended,
    interrupt,
    [Symbol.asyncDispose]: interrupt,
  };
}
