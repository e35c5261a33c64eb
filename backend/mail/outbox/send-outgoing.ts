import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { OutgoingId } from '../../../contract/domain/ids.ts';
import { readClock } from '../../db/clock.ts';
import type { Database } from '../../db/database.ts';
import { reportHealth } from '../connection-health.ts';
import {
  ConnectionFailure,
  describeConnectionProblem,
  sayProblem,
  type ConnectionTarget,
} from '../connection-problem.ts';
import { targetOf } from '../connection-target.ts';
import { type ConnectionSecrets, resolveCredentials } from '../connection-secrets.ts';
import type { Signer } from '../signing/signer.ts';
import { type HeldLock, type SessionLocks, whileLocked } from '../session-locks.ts';
import type { Delivery } from './delivery.ts';
import { handOver } from './hand-over.ts';
import { type Attempt, changeOutgoing, claimOutgoing, outgoingLock } from './outgoing-row.ts';
import { readAnswerToMail, sayDeferred } from './outgoing-words.ts';
import { settleOutgoing } from './settle-outgoing.ts';

export interface SendTools {
  readonly db: Database;
  readonly locks: SessionLocks;
  readonly secrets: ConnectionSecrets;
  readonly log: Logger;
  /** Without one nothing is signed. */
  readonly signer?: Signer;
  /** Aborts when the backend is told to end. */
  readonly stopping?: AbortSignal;
}

/** How long what the server has said is tried to be written down while the database is away. */
const settleTries = 30;

/**
 * The job `send`: hands an outbox row's stored bytes to its server, once. Three things keep it from being
 * delivered twice: the row is claimed by one attempt, whose number every later step of it must still find there;
 * `data-sent` is committed before what the server can take the message by; and what is found in `data-sent` without a
 * living sender is never sent again by itself. A job that comes too often or too early does no harm.
 */
export async function sendOutgoing(
  tools: SendTools,
  { outgoingId }: { readonly outgoingId: OutgoingId },
): Promise<void> {
  // Held while sending: by it a recovery tells a living sender from a dead one.
  const held = await whileLocked(tools.locks, outgoingLock(outgoingId), (lock) =>
    sendWhileLocked(tools, outgoingId, lock),
  );
  if (!held) await comeBack(tools.db, outgoingId);
}

/** A recovery holds the lock for a moment when it has just queued the row: the job would be lost. */
async function comeBack(db: Database, outgoingId: OutgoingId): Promise<void> {
  await db.transaction('system', async (tx) => {
    const row = await tx.sql
      .selectFrom('outgoing')
      .select('state')
      .where('id', '=', outgoingId)
      .executeTakeFirst();
    if (row?.state !== 'queued') return;
    const soon = new Date((await readClock(tx.sql)).getTime() + 2_000);
    tx.enqueue('send', { outgoingId }, { startAfter: soon });
  });
}

async function sendWhileLocked(tools: SendTools, outgoingId: OutgoingId, lock: HeldLock): Promise<void> {
  const claim = await claimOutgoing(tools.db, outgoingId);
  if (claim.state === 'early') {
    await tools.db.transaction('system', async (tx) =>
      tx.enqueue('send', { outgoingId }, { startAfter: claim.until }),
    );
  }
  if (claim.state !== 'claimed') return;
  const { attempt } = claim;
  const delivery = await attemptDelivery(tools, attempt, lock);
  tools.log.info(
    { outgoing: outgoingId, attempt: attempt.number, outcome: delivery.outcome },
    'tried to send',
  );
  await settleForSure(tools, attempt, delivery);
  await reportServer(tools, attempt, delivery);
}

async function attemptDelivery(
  { db, secrets, signer, log, stopping }: SendTools,
  attempt: Attempt,
  lock: HeldLock,
): Promise<Delivery> {
  const { server } = attempt;
  if (server === null) return { outcome: 'deferred', error: withoutServer(attempt) };
  try {
    const credentials = await resolveCredentials(server, secrets);
    // Exchange writes a mail anew before it sends it, and signs it itself.
    const isOurs = server.protocol === 'smtp';
    const raw = signer && isOurs ? await signer.sign(attempt.tenantId, attempt.raw) : attempt.raw;
    return await handOver(
      server,
      credentials,
      { ...attempt, raw },
      async () => {
        const stillOurs = await db.transaction('system', (tx) =>
          changeOutgoing(tx, attempt, ['sending'], { state: 'data-sent', lastError: null }),
        );
        if (!stillOurs || lock.lost.aborted)
          throw new Error('the database was away, and another attempt may be under way');
      },
      { log, ...(stopping ? { stopping } : {}) },
    );
  } catch (error) {
    return { outcome: 'deferred', error };
  }
}

function withoutServer({ serverKey }: Attempt): ConnectionFailure {
  return new ConnectionFailure({
    step: 'settings',
    sentence: `The mail server ${serverKey} has no settings for outgoing mail any more.`,
    mend: 'Add them to the configuration; the mail is tried again.',
    lasting: true,
  });
}

/** Only we know what the server has said. Should it get lost, the row is found in `data-sent` and called uncertain. */
async function settleForSure({ db, log }: SendTools, attempt: Attempt, delivery: Delivery): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await settleOutgoing(db, attempt, delivery, (error) => sayDeferred(error, describeTarget(attempt)));
      return;
    } catch (error) {
      if (tries >= settleTries) throw error;
      log.warn({ err: error, outgoing: attempt.outgoingId }, 'an outcome could not be written yet');
      await delay(Math.min(5_000, 100 * 2 ** tries));
    }
  }
}

function describeTarget({ server, serverKey }: Attempt): ConnectionTarget {
  if (server) return targetOf(server);
  return { protocol: 'smtp', host: serverKey, port: 0, security: 'none', user: null };
}

async function reportServer({ db, log }: SendTools, attempt: Attempt, delivery: Delivery): Promise<void> {
  if (delivery.outcome === 'interrupted') return;
  // An answer about a mail means that the server itself does well.
  const answered = delivery.outcome === 'taken' || delivery.outcome === 'refused';
  const problem =
    answered || readAnswerToMail(delivery.error) !== null
      ? null
      : describeConnectionProblem(delivery.error, describeTarget(attempt));
  try {
    await reportHealth(db, {
      serverId: attempt.serverId,
      tenantId: attempt.tenantId,
      direction: 'out',
      state: problem === null ? 'connected' : 'failing',
      problem: problem && sayProblem(problem),
      lasting: problem?.lasting ?? false,
    });
  } catch (error) {
    log.warn({ err: error }, 'the health of the outgoing server could not be recorded');
  }
}
