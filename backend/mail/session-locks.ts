import type pg from 'pg';
import type { Database } from '../db/database.ts';

/** A lock that is ours until it is released, the process ends, or the connection to the database is lost. */
export interface HeldLock {
  /** Aborts when the lock is lost: whatever it guarded must end. */
  readonly lost: AbortSignal;
  readonly release: () => Promise<void>;
}

export interface SessionLocks {
  /** @returns null where somebody else has it, in this process or another; throws where the database is out of reach */
  readonly tryLock: (name: string) => Promise<HeldLock | null>;
  /** Gives all locks up. */
  readonly stop: () => Promise<void>;
}

/**
 * Named locks over all backends of a database: session-level advisory locks on one connection of their own, so that
 * the database itself gives them up when a process is killed. They say who is at work; what must not happen twice is
 * guarded by keys and conditions of its own, since a lock can be lost with its connection at any moment.
 */
export function openSessionLocks(db: Database): SessionLocks {
  let session: Promise<LockSession> | null = null;
  let stopped = false;

  async function open(): Promise<LockSession> {
    const client = await db.connect();
    const opened: LockSession = { client, held: new Map(), ended: false };
    const end = (): void => {
      if (opened.ended) return;
      opened.ended = true;
      session = null;
      for (const controller of opened.held.values()) controller.abort();
    };
    client.on('end', end);
    client.on('error', end);
    // A machine that vanished shall not keep its locks for hours.
    await client.query(
      'set tcp_keepalives_idle = 20; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4',
    );
    return opened;
  }

  async function current(): Promise<LockSession> {
    if (stopped) throw new Error('the locks were given up already');
    session ??= open().catch((error: unknown) => {
      session = null;
      throw error;
    });
    return session;
  }

  return {
    async tryLock(name) {
      const mine = await current();
      const { client, held } = mine;
      // Advisory locks count up within a session, so a second holder in this process is refused here.
      if (held.has(name)) return null;
      const controller = new AbortController();
      held.set(name, controller);
      try {
        const { rows } = await client.query<{ locked: boolean }>(
          'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
          [name],
        );
        if (rows[0]?.locked !== true || mine.ended) {
          held.delete(name);
          return null;
        }
      } catch (error) {
        held.delete(name);
        throw error;
      }
      const release = async (): Promise<void> => {
        if (controller.signal.aborted || !held.has(name)) return;
        await client
          .query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
          // The connection is gone, and the lock with it.
          .catch(() => undefined);
        held.delete(name);
      };
      return { lost: controller.signal, release };
    },
    async stop() {
      stopped = true;
      const open = await session?.catch(() => null);
      await open?.client.end().catch(() => undefined);
    },
  };
}

interface LockSession {
  readonly client: pg.Client;
  readonly held: Map<string, AbortController>;
  ended: boolean;
}

/**
 * Does the work while holding the lock.
 * @returns false where somebody else holds it, and then nothing was done
 */
export async function whileLocked(
  locks: SessionLocks,
  name: string,
  work: (lock: HeldLock) => Promise<void>,
): Promise<boolean> {
  const lock = await locks.tryLock(name);
  if (!lock) return false;
  try {
    await work(lock);
    return true;
  } finally {
    await lock.release();
  }
}
