import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MailAuthentication } from '../../../contract/domain/authentication.ts';
import { uncheckedMail } from './authenticate-mail.ts';
import type { AuthenticationAnswer, AuthenticationRequest } from './authentication-worker.ts';
import type { Circumstances } from './circumstances.ts';
import { neededOf } from './needed-bytes.ts';

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
/** Of a mail that is alone in its process. */
const heavyMilliseconds = 3_500;

interface Checker {
  readonly check: (
    raw: Uint8Array,
    circumstances: Circumstances,
    milliseconds: number,
  ) => Promise<MailAuthentication>;
  readonly stop: () => Promise<void>;
}

/**
 * Checks mails in a process of its own, many at a time, since they wait for the name system more than they count. One
 * that gets stuck on a hostile mail is ended and made anew; what it had in hand is answered as unknown. Large signed
 * mails count more than they wait: they are checked one after the other in another process, and hold up no others.
 * @param options.network false: asks nobody, and tells what the mail alone tells
 */
export function openAuthenticator(options: { readonly network: boolean }): Authenticator {
  const light = openChecker(options);
  const heavy = openChecker(options);
  let last: Promise<unknown> = Promise.resolve();
  return {
    async check(raw, circumstances) {
      const needed = neededOf(raw);
      if (needed === null) return uncheckedMail;
      if (!needed.isHeavy) return light.check(needed.bytes, circumstances, stuckMilliseconds);
      const mine = last.then(() => heavy.check(needed.bytes, circumstances, heavyMilliseconds));
      last = mine;
      return mine;
    },
    async stop() {
      await Promise.all([light.stop(), heavy.stop()]);
    },
  };
}

/** One process, made when it is needed. */
function openChecker(options: { readonly network: boolean }): Checker {
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
    check(raw, circumstances, milliseconds) {
      if (isStopped) return Promise.resolve(uncheckedMail);
      const id = ++lastId;
      const worker = process();
      return new Promise((resolve) => {
        const timer = setTimeout(() => giveUp(worker), milliseconds);
        pending.set(id, { resolve, timer });
        const request: AuthenticationRequest = { id, raw, circumstances };
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
