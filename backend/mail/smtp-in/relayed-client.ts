import { isIP } from 'node:net';
import { readHeaderBlock } from '../mime/header-block.ts';
import { Problems } from '../mime/problems.ts';
import { type FindRelay, plainAddress } from './relays.ts';

/** Who handed a mail to our relays. */
export interface RelayedClient {
  readonly address: string;
  /** As it called itself; empty where nothing says. */
  readonly helo: string;
}

/** Received fields (RFC 5321, 4.4) stand on top; a header of many relays is still short. */
const longestHeader = 64 * 1024;

/**
 * Finds who handed a mail to our relays, from the Received fields that they wrote: the first one from the top whose
 * client is no relay. What stands below was in the mail when it came and is not looked at.
 * @returns null where a relay does not say
 */
export function findRelayedClient(raw: Buffer, findRelay: FindRelay): RelayedClient | null {
  const { fields } = readHeaderBlock(
    raw,
    0,
    Math.min(raw.length, longestHeader),
    true,
    new Problems({ isPatient: true }),
  );
  for (const { name, value } of fields) {
    if (name !== 'received') continue;
    const client = readReceived(value);
    if (client === null || findRelay(client.address) === null) return client;
  }
  return null;
}

/**
 * The client of one Received field, as Postfix, Exim, Sendmail, Exchange and qmail write it. The name that a client
 * gives itself may hold anything, brackets with another address and ` by ` included, so the last address before the
 * last `by` counts: that is what the server saw.
 */
function readReceived(value: string): RelayedClient | null {
  const from = /^\s*from\s/i.test(value) ? beforeBy(value) : null;
  if (from === null) return null;
  const named = /\bhelo[= ]([^\s)]+)/i.exec(from)?.[1];
  const seen = from.replace(/\bhelo[= ][^\s)]+/gi, '');
  const first = /^\s*from\s+(\S+)/i.exec(seen)?.[1] ?? '';
  const comments = seen.slice(seen.indexOf(first) + first.length);
  const address =
    addressesIn(comments, /\[([^\]\s]+)\]/g).at(-1) ??
    addressesIn(comments, /\(([^()\s]+)\)/g).at(-1) ??
    addressesIn(first, /\[([^\]\s]+)\]/g).at(-1);
  if (address === undefined) return null;
  return { address, helo: (named ?? first).slice(0, 255) };
}

function beforeBy(value: string): string | null {
  // Recipients may hold anything as well.
  const stated = value.replace(/\sfor\s+<[^]*$/i, '');
  const at = stated.toLowerCase().lastIndexOf(' by ');
  return at === -1 ? null : stated.slice(0, at);
}

function addressesIn(text: string, form: RegExp): readonly string[] {
  return [...text.matchAll(form)]
    .map(([, inside = '']) => plainAddress(inside.replace(/^IPv6:/i, '')))
    .filter((address) => isIP(address) !== 0);
}
