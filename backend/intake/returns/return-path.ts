import { createHmac, timingSafeEqual } from 'node:crypto';
import type { OutgoingId, TenantId } from '../../../contract/domain/ids.ts';
import type { ThreadingKey } from '../threading/thread-token.ts';

/** RFC 5321, 4.5.3.1.1. */
const longestLocalPart = 64;

/**
 * The return path of one mail (VERP): `help@example.com` becomes `help+b3-127-….@example.com`, which belongs to the
 * same mailbox where the server takes plus-addresses, and names the mail whatever a server leaves of it. Signed, so
 * that nobody can make mail of others look returned. In lower case, since some servers write it so.
 * @returns the address as it is where there is no room for it
 */
export function tagReturnPath(
  key: ThreadingKey,
  tenantId: TenantId,
  outgoingId: OutgoingId,
  address: string,
): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const tagged = `${local}+b${key.id}-${outgoingId}-${seal(key, tenantId, outgoingId)}`;
  return at === -1 || local.includes('+') || tagged.length > longestLocalPart
    ? address
    : tagged + address.slice(at);
}

/** The mail of the tenant that a return path names; null for an address that is none, altered, or too old. */
export function readReturnPath(
  keys: readonly ThreadingKey[],
  tenantId: TenantId,
  address: string,
): OutgoingId | null {
  const [, keyId, id, given] = /\+b(\d{1,19})-(\d{1,19})-([0-9a-f]{16})@/i.exec(address) ?? [];
  const key = keys.find((one) => one.id === keyId);
  if (!key || id === undefined || given === undefined) return null;
  const outgoingId = id as OutgoingId;
  const right = Buffer.from(seal(key, tenantId, outgoingId));
  return timingSafeEqual(right, Buffer.from(given.toLowerCase())) ? outgoingId : null;
}

/** The address without it. */
export function withoutTag(address: string): string {
  return address.replace(/\+b\d{1,19}-\d{1,19}-[0-9a-f]{16}(?=@)/i, '');
}

function seal(key: ThreadingKey, tenantId: TenantId, outgoingId: OutgoingId): string {
  return createHmac('sha256', key.secret)
    .update(`return path ${tenantId}.${outgoingId}`)
    .digest('hex')
    .slice(0, 16);
}
