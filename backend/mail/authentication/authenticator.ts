import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MailAuthentication } from '../../../contract/domain/authentication.ts';
import { uncheckedMail } from './authenticate-mail.ts';
import type { AuthenticationAnswer, AuthenticationRequest } from './authentication-worker.ts';
import type { Circumstances } from './circumstances.ts';

export interface Authenticator {
  /** Never rejects, and answers within some seconds: a mail that cannot be checked in time is `unknown`. */
  readonly check: (raw: Uint8Array, circumstances: Circumstances) => Promise<MailAuthentication>;
  readonly stop: () => Promise<void>;
}

interface Pending {
  readonly resolve: (authentication: MailAuthentication) => void;
  readonly timer: NodeJS.Timeout;
}

const program = fileURLToPath(new URL('authentication-worker.ts', import.meta.url));
/** Later than all questions to the name system have ended: whoever is not done by then is stuck. */
const stuckMilliseconds = 8_000;
/** A larger mail that is signed is not checked: it would have to be copied as a whole. */
const mostBytes = 100 * 1024 * 1024;

/**
 * Checks mails in a process of its own, many at a time, since they wait for the name system more than they count. One
 * that gets stuck on a hostile mail is ended and made anew; what it had in hand is answered as unknown.
 * @param options.network false: asks nobody, and tells what the mail alone tells
 */
export function openAuthenticator(options: { readonly network: boolean }): Authenticator {
  const pending = new Map<number, Pending>();
  let child: ChildProcess | null = null;
  let lastId = 0;
  let isStopped = false;

  function process(): ChildProcess {
    if (child) return child;
    const started = fork(program, options.network ? [] : ['--no-network'], {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=512'],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.on('message', ({ id, authentication }: AuthenticationAnswer) => settle(id, authentication));
    started.on('error', () => giveUp(started));
    started.on('exit', () => giveUp(started));
    child = started;
    return started;
  }

  function settle(id: number, authentication: MailAuthentication): void {
    const one = pending.get(id);
    if (!one) return;
    pending.delete(id);
    clearTimeout(one.timer);
    one.resolve(authentication);
  }

  function giveUp(stuck: ChildProcess): void {
    if (child !== stuck) return;
    child = null;
    stuck.kill('SIGKILL');
    for (const id of pending.keys()) settle(id, uncheckedMail);
  }

  return {
    check(raw, circumstances) {
      const needed = neededOf(raw);
      if (isStopped || needed.length > mostBytes) return Promise.resolve(uncheckedMail);
      const id = ++lastId;
      const worker = process();
      return new Promise((resolve) => {
        const timer = setTimeout(() => giveUp(worker), stuckMilliseconds);
        pending.set(id, { resolve, timer });
        const request: AuthenticationRequest = { id, raw: needed, circumstances };
        worker.send(request, (error) => {
          if (error) giveUp(worker);
        });
      });
    },
    async stop() {
      isStopped = true;
      const running = child;
      if (!running) return;
      const ended = new Promise((resolve) => running.once('exit', resolve));
      giveUp(running);
      if (running.exitCode === null && running.signalCode === null) await ended;
    },
  };
}

/** Whether the text of a mail plays a part, given its beginning: where nothing is signed the header tells all. */
export function needsBody(beginning: Buffer): boolean {
  const end = beginning.indexOf('\r\n\r\n');
  const header = beginning.subarray(0, end === -1 ? beginning.length : end).toString('latin1');
  return end === -1 || /^(?:dkim-signature|arc-seal)[ \t]*:/im.test(header);
}

function neededOf(raw: Uint8Array): Uint8Array {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return needsBody(bytes) ? bytes : bytes.subarray(0, bytes.indexOf('\r\n\r\n') + 4);
}
