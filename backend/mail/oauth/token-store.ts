import { sql } from 'kysely';
import type { Database } from '../../db/database.ts';
import type { HeldLock, SessionLocks } from '../session-locks.ts';

/** A token as the database has it. */
export interface KeptToken {
  readonly salt: Buffer;
  /** Null: a server has refused it, or there was none yet. */
  readonly sealed: Buffer | null;
  readonly obtainedAt: Date;
  readonly expiresAt: Date;
  /** The authority has asked for patience until then. */
  readonly retryAt: Date | null;
}

/** Tokens that all backends on a database share. */
export interface TokenStore {
  readonly read: (name: string) => Promise<KeptToken | null>;
  readonly write: (
    name: string,
    token: {
      readonly salt: Buffer;
      readonly sealed: Buffer;
      readonly fingerprint: Buffer;
      readonly obtainedAt: Date;
      readonly expiresAt: Date;
    },
  ) => Promise<void>;
  /** Forgets the token of this fingerprint, if it is still the current one and was fetched before. */
  readonly discard: (name: string, fingerprint: Buffer, obtainedBefore: Date) => Promise<void>;
  readonly wait: (name: string, salt: Buffer, retryAt: Date) => Promise<void>;
  /** Who may fetch it; null: another one fetches just now. */
  readonly tryLock: (name: string) => Promise<HeldLock | null>;
}

export function openTokenStore({ kysely }: Database, locks: SessionLocks): TokenStore {
  return {
    async read(name) {
      const row = await kysely
        .selectFrom('oauth_token')
        .selectAll()
        .where('key', '=', name)
        .executeTakeFirst();
      if (!row) return null;
      return {
        salt: row.salt,
        sealed: row.sealed,
        obtainedAt: row.obtained_at,
        expiresAt: row.expires_at,
        retryAt: row.retry_at,
      };
    },
    async write(name, { salt, sealed, fingerprint, obtainedAt, expiresAt }) {
      const columns = {
        salt,
        sealed,
        fingerprint,
        obtained_at: obtainedAt,
        expires_at: expiresAt,
        retry_at: null,
      };
      await kysely
        .insertInto('oauth_token')
        .values({ key: name, ...columns })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(columns))
        .execute();
      // Of configurations long gone.
      await kysely
        .deleteFrom('oauth_token')
        .where('expires_at', '<', sql<Date>`now() - interval '30 days'`)
        .execute();
    },
    async discard(name, fingerprint, obtainedBefore) {
      await kysely
        .updateTable('oauth_token')
        .set({ sealed: null, fingerprint: null })
        .where('key', '=', name)
        .where('fingerprint', '=', fingerprint)
        // One from the future was obtained before the clock was set back.
        .where((row) =>
          row.or([row('obtained_at', '<=', obtainedBefore), row('obtained_at', '>', new Date())]),
        )
        .execute();
    },
    async wait(name, salt, retryAt) {
      await kysely
        .insertInto('oauth_token')
        .values({ key: name, salt, sealed: null, fingerprint: null, expires_at: retryAt, retry_at: retryAt })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ retry_at: retryAt }))
        .execute();
    },
    tryLock: (name) => locks.tryLock(`oauth-token:${name}`),
  };
}
