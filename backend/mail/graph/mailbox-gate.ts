import { setTimeout as delay } from 'node:timers/promises';

/** Exchange lets an application make so many requests at a time to one mailbox, and refuses the others. */
const requestsAtOnce = 4;

/** Lets requests to one mailbox through, and none while Microsoft has asked for patience. */
export interface MailboxGate {
  /**
   * Resolves when it is our turn, with what must be called at the end.
   * @param patience milliseconds that a closed gate is waited for
   * @throws GateClosed
   */
  readonly enter: (signal: AbortSignal, patience: number) => Promise<() => void>;
  /** Lets nobody in until then, in milliseconds since 1970. */
  readonly closeUntil: (time: number) => void;
}

/** By the mailbox's address. The limit counts whoever asks, so readers and senders of a process share a gate. */
const gates = new Map<string, MailboxGate>();

/** The gate of the mailbox for this process. */
export function gateOf(url: string): MailboxGate {
  const gate = gates.get(url) ?? makeGate();
  gates.set(url, gate);
  return gate;
}

/** The gate stays closed for longer than one who asks would wait. */
export class GateClosed extends Error {
  override readonly name = 'GateClosed';
  readonly until: Date;
  constructor(until: Date) {
    super('Microsoft has asked for patience');
    this.until = until;
  }
}

function makeGate(): MailboxGate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  let closedUntil = 0;

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  }

  async function takePlace(signal: AbortSignal): Promise<void> {
    if (inside < requestsAtOnce) {
      inside += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      waiting.splice(waiting.indexOf(resolve), 1);
      reject(signal.reason as Error);
    };
    waiting.push(resolve);
    signal.addEventListener('abort', giveUp, { once: true });
    await promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  return {
    async enter(signal, patience) {
      signal.throwIfAborted();
      await takePlace(signal);
      try {
        for (let wait = closedUntil - Date.now(); wait > 0; wait = closedUntil - Date.now()) {
          if (wait > patience) throw new GateClosed(new Date(closedUntil));
          await delay(wait, undefined, { signal });
        }
      } catch (error) {
        leave();
        throw error;
      }
      return leave;
    },
    closeUntil(time) {
      closedUntil = Math.max(closedUntil, time);
    },
  };
}
