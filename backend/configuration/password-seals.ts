import { createHash } from 'node:crypto';
import type { Tx } from '../db/database.ts';
import type { TenantId } from '../../contract/domain/ids.ts';
import { hashPassword, type HashingTurns, verifyPassword } from '../people/password.ts';

/** An agent whose configured password is known, with the hash that is of it. */
export interface SealedPassword {
  readonly login: string;
  readonly hash: string;
  readonly password: string;
}

/** Few, so that applying an unchanged configuration is quick; several, so that one change leaves most as they are. */
const shares = 32;

/** Which share of the agents one belongs to, always the same. */
export function shareOf(login: string): number {
  return createHash('sha256').update(login).digest().readUInt8(0) % shares;
}

/**
 * One slow hash over the passwords of a whole share, by which all of them are known again at once. It tells a thief of
 * the database nothing sooner than the agents' own hashes do: it is made as slowly as each of them, with a salt of its
 * own, and a guess has to be right for every agent of the share together. A quick fingerprint of each password (an
 * HMAC) would need a key that the thief has not got, and whoever applies has no place for one but the same database.
 */
export function sealPasswords(members: readonly SealedPassword[], turns: HashingTurns): Promise<string> {
  return hashPassword(inOneOrder(members), turns);
}

/** Whether exactly these agents had these passwords and hashes when the seal was made. */
export function verifySeal(
  seal: string,
  members: readonly SealedPassword[],
  turns: HashingTurns,
): Promise<boolean> {
  return verifyPassword(inOneOrder(members), seal, turns);
}

function inOneOrder(members: readonly SealedPassword[]): string {
  const sorted = members.toSorted((one, other) => (one.login < other.login ? -1 : 1));
  return JSON.stringify(sorted.map(({ login, hash, password }) => [login, hash, password]));
}

/** Keeps seals by their share; what they speak of has to be written in the same transaction. */
export async function storeSeals(
  tx: Tx,
  tenantId: TenantId,
  seals: ReadonlyMap<number, string>,
): Promise<void> {
  for (const [share, hash] of seals) {
    await tx.sql
      .insertInto('agent_password_seal')
      .values({ tenant_id: tenantId, share, hash })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'share']).doUpdateSet({ hash }))
      .execute();
  }
}
