import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface GuardedProcess {
  /** What it wrote to its outputs so far. */
  readonly output: () => string;
  readonly ended: Promise<void>;
  readonly hasEnded: () => boolean;
  readonly stop: () => Promise<void>;
}

/**
 * The shell reads from our pipe, which the kernel closes however the test process ends, and then ends the program
 * by its own id.
 */
const watchdog = `
exec 3<&0
"$@" </dev/null 3<&- & program=$!
trap 'kill -TERM $program 2>/dev/null' TERM INT
(read _ <&3; kill -TERM $program 2>/dev/null) & reader=$!
exec 3<&-
wait $program; code=$?
while kill -0 $program 2>/dev/null; do wait $program; code=$?; done
kill $reader 2>/dev/null
exit $code`;

/** Starts a server program that ends with this process, even by SIGKILL. */
export function startGuarded(command: readonly string[], cwd: string): GuardedProcess {
  const child: ChildProcess = spawn('/bin/sh', ['-c', watchdog, 'postroom-test-server', ...command], {
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let over = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      over = true;
      resolve();
    });
  });
  return {
    output: () => output,
    ended,
    hasEnded: () => over,
    async stop() {
      child.stdin?.end();
      await ended;
    },
  };
}

/** Below those that systems give to connections, which come and go all the time. */
const ports = { from: 10_000, to: 32_000 } as const;

/** Loopback ports that were free a moment ago, and that nobody gets who does not ask for them by number. */
export async function findFreePorts(count: number): Promise<readonly number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(ports.from, ports.to);
    if (await isFree(port)) found.add(port);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Waits until a server greets on the port. */
export async function waitForGreeting(
  port: number,
  server: GuardedProcess,
  log: () => Promise<string>,
): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await greets(port))) {
    if (server.hasEnded() || Date.now() > deadline) {
      throw new Error(`no server on port ${port}:\n${server.output()}\n${await log()}`);
    }
    await delay(10);
  }
}

async function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (greeted: boolean): void => {
      socket.destroy();
      resolve(greeted);
    };
    socket.once('data', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('close', () => settle(false));
    socket.setTimeout(1000, () => settle(false));
  });
}
