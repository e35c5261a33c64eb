import { isIPv6 } from 'node:net';
import { plainAddress } from './relays.ts';
import { SmtpRefusal } from './smtp-refusal.ts';

/** What one stranger may take of the listener. Our relays, which speak for many, are only counted in all. */
export interface ClientLimits {
  readonly connections: number;
  readonly connectionsOfAddress: number;
  /** Connections of one address within a minute. */
  readonly perMinute: number;
  /** Recipients refused on one connection, by which addresses are guessed. */
  readonly refusedRecipients: number;
  /** Without a word of the client. */
  readonly idleMilliseconds: number;
  /** Of a whole connection, however busy: a byte now and then keeps none open. */
  readonly totalMilliseconds: number;
}

export const usualLimits: ClientLimits = {
  connections: 200,
  connectionsOfAddress: 50,
  perMinute: 200,
  refusedRecipients: 20,
  idleMilliseconds: 120_000,
  totalMilliseconds: 30 * 60_000,
};

export interface ClientGate<Session extends object> {
  /** @throws SmtpRefusal 421 */
  readonly admit: (session: Session, address: string, isRelay: boolean) => void;
  /** @throws SmtpRefusal 421 in place of the refusal that is one too many */
  readonly countRefusal: (session: Session) => void;
  /** To be called once the connection has ended; harmless for one that was not admitted. */
  readonly release: (session: Session) => void;
}

interface Admitted {
  /** Null: not counted by address. */
  readonly source: string | null;
  refused: number;
}

const minute = 60_000;

export function openClientGate<Session extends object>(
  limits: ClientLimits,
  now = Date.now,
): ClientGate<Session> {
  const admitted = new Map<Session, Admitted>();
  const open = new Map<string, number>();
  let began = now();
  const ofMinute = new Map<string, number>();

  return {
    admit(session, address, isRelay) {
      if (admitted.size >= limits.connections) throw new SmtpRefusal(421, '4.7.0 too many connections');
      const source = isRelay ? null : sourceOf(address);
      if (source !== null) {
        if (now() - began >= minute) {
          ofMinute.clear();
          began = now();
        }
        const seen = (ofMinute.get(source) ?? 0) + 1;
        ofMinute.set(source, seen);
        const held = open.get(source) ?? 0;
        if (held >= limits.connectionsOfAddress)
          throw new SmtpRefusal(421, '4.7.0 too many connections from you');
        if (seen > limits.perMinute)
          throw new SmtpRefusal(421, '4.7.0 you connect too often; try again in a minute');
        open.set(source, held + 1);
      }
      admitted.set(session, { source, refused: 0 });
    },
    countRefusal(session) {
      const one = admitted.get(session);
      if (!one || one.source === null) return;
      if (++one.refused >= limits.refusedRecipients)
        throw new SmtpRefusal(421, '4.7.0 too many addresses that are not here');
    },
    release(session) {
      const one = admitted.get(session);
      if (!admitted.delete(session) || !one || one.source === null) return;
      const held = (open.get(one.source) ?? 1) - 1;
      if (held > 0) open.set(one.source, held);
      else open.delete(one.source);
    },
  };
}

/** One customer of a provider has a network of IPv6 addresses to choose from. */
function sourceOf(address: string): string {
  const plain = plainAddress(address).toLowerCase();
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':');
}
