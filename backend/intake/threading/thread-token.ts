import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { InteractionId, TenantId } from '../../../contract/domain/ids.ts';
import type { Schema } from '../../db/schema.ts';

export interface ThreadingKey {
  readonly id: string;
  readonly secret: Buffer;
}

/** So old a key signs no more; in days. It still verifies: customers answer old mail. */
const signingDays = 90;
const verifyingDays = 3 * 365;

/** The key that signs now, made where there is none or the last one is old. Two backends may both make one: no harm. */
export async function currentThreadingKey(db: Kysely<Schema>): Promise<ThreadingKey> {
  const { rows } = await sql<ThreadingKey>`
    select id, secret from threading_key
    where created_at > now() - make_interval(days => ${signingDays}) order by id desc limit 1`.execute(db);
  if (rows[0]) return rows[0];
  const made = await sql<ThreadingKey>`
    insert into threading_key (secret) values (${randomBytes(32)}) returning id, secret`.execute(db);
  const [key] = made.rows;
  if (!key) throw new Error('a threading key was not made');
  return key;
}

/** All keys that verify. */
export async function threadingKeys(db: Kysely<Schema>): Promise<readonly ThreadingKey[]> {
  const { rows } = await sql<ThreadingKey>`
    select id, secret from threading_key
    where created_at > now() - make_interval(days => ${verifyingDays})`.execute(db);
  return rows;
}

interface Named {
  readonly tenantId: TenantId;
  readonly interactionId: InteractionId;
}

/** The token that ends the left side of a Message-ID of ours: key, interaction, and a signature over these and the rest. */
export function makeThreadToken(key: ThreadingKey, named: Named, unique: string): string {
  return `${key.id}.${named.interactionId}.${seal(key, named, unique)}`;
}

/** Which interaction of the tenant a Message-ID of ours names; null for one that is not ours, altered, or too old. */
export function readThreadToken(
  keys: readonly ThreadingKey[],
  tenantId: TenantId,
  messageId: string,
): InteractionId | null {
  const [, unique, keyId, interactionId, given] =
    /^([0-9a-f-]{36})\.(\d{1,19})\.(\d{1,19})\.([0-9a-f]{20})@/i.exec(messageId) ?? [];
  const key = keys.find(({ id }) => id === keyId);
  if (!key || unique === undefined || interactionId === undefined || given === undefined) return null;
  const named = { tenantId, interactionId: interactionId as InteractionId };
  const right = Buffer.from(seal(key, named, unique.toLowerCase()));
  const isOurs = timingSafeEqual(right, Buffer.from(given.toLowerCase()));
  return isOurs ? named.interactionId : null;
}

function seal(key: ThreadingKey, { tenantId, interactionId }: Named, unique: string): string {
  return createHmac('sha256', key.secret)
    .update(`${tenantId}.${interactionId}.${unique}`)
    .digest('hex')
    .slice(0, 20);
}
