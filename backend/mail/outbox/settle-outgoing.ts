import type { OutgoingState } from '../../../contract/domain/outgoing.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import { ConnectionFailure } from '../connection-problem.ts';
import { readClock } from '../../db/clock.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { Delivery, RefusedRecipient } from './delivery.ts';
import { sayGivenUp, sayInterrupted, sayPartlyRefused, sayRefused, saySilent } from './outgoing-words.ts';
import { type Attempt, changeOutgoing, type OutgoingChange } from './outgoing-row.ts';
import { chooseNextAttempt } from './retry-schedule.ts';

/** Nothing was wrong with the server, so it is asked again soon; in milliseconds. */
const interruptedPause = 2_000;

/**
 * Writes down what became of an attempt. What the server has said is certain, so it also overrules an `uncertain`
 * that a recovery has written in the meantime; a later attempt or a person's word it does not.
 *
 * A message that the server took for some recipients and refused for others is never sent to the former again: the
 * row's envelope is narrowed to the latter. It is queued again while one of them was only put off, and else
 * `rejected`, in words that name who has it and who has not.
 * @param sayError puts a failure into words for the agent
 */
export async function settleOutgoing(
  db: Database,
  attempt: Attempt,
  delivery: Delivery,
  sayError: (error: unknown) => string,
): Promise<void> {
  await db.transaction('system', async (tx) => {
    const now = await readClock(tx.sql);
    switch (delivery.outcome) {
      case 'taken': {
        const change = judgeTaken(attempt, delivery.refused, now);
        const changed = await settle(tx, attempt, ['data-sent', 'uncertain'], change, {
          words: delivery.words,
          taken: attempt.to.filter((to) => !delivery.refused.some(({ address }) => address === to)),
          refused: delivery.refused,
        });
        if (changed && attempt.wantsCopy) tx.enqueue('sent-copy', { outgoingId: attempt.outgoingId });
        return;
      }
      case 'refused':
        await settle(tx, attempt, ['sending', 'data-sent', 'uncertain'], {
          state: 'rejected',
          lastError: sayRefused(delivery.words),
          settled: true,
        });
        return;
      case 'deferred':
        await settle(
          tx,
          attempt,
          ['sending', 'data-sent', 'uncertain'],
          judgeDeferred(attempt, delivery.error, sayError(delivery.error), now),
        );
        return;
      case 'interrupted':
        await settle(tx, attempt, ['sending', 'data-sent', 'uncertain'], {
          state: 'queued',
          lastError: sayInterrupted,
          notBefore: new Date(now.getTime() + interruptedPause),
        });
        return;
      case 'unknown':
        await settle(tx, attempt, ['data-sent'], {
          state: 'uncertain',
          lastError: saySilent(sayError(delivery.error)),
        });
        return;
      default:
        assertNever(delivery);
    }
  });
}

function judgeTaken(attempt: Attempt, refused: readonly RefusedRecipient[], now: Date): OutgoingChange {
  const sentCopy = attempt.wantsCopy ? 'pending' : 'none';
  if (refused.length === 0) return { state: 'accepted', lastError: null, settled: true, sentCopy };
  const lastError = sayPartlyRefused(refused, attempt.to.length - refused.length);
  const envelopeTo = refused.map(({ address }) => address);
  const next = refused.some(({ lasting }) => !lasting)
    ? chooseNextAttempt(attempt.queuedAt, attempt.number, now)
    : null;
  return next
    ? { state: 'queued', lastError, notBefore: next, envelopeTo, sentCopy }
    : { state: 'rejected', lastError, settled: true, envelopeTo, sentCopy };
}

/** Where the server has said when to come back, not before that. */
function judgeDeferred(attempt: Attempt, error: unknown, words: string, now: Date): OutgoingChange {
  const next = chooseNextAttempt(attempt.queuedAt, attempt.number, now);
  const told = error instanceof ConnectionFailure ? error.problem.retryAt : undefined;
  return next
    ? { state: 'queued', lastError: words, notBefore: told && told > next ? told : next }
    : { state: 'rejected', lastError: sayGivenUp(words), settled: true };
}

async function settle(
  tx: Tx,
  attempt: Attempt,
  from: readonly OutgoingState[],
  change: OutgoingChange,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  if (!(await changeOutgoing(tx, attempt, from, change))) return false;
  if (change.state === 'queued') {
    tx.enqueue(
      'send',
      { outgoingId: attempt.outgoingId },
      change.notBefore ? { startAfter: change.notBefore } : {},
    );
  }
  tx.audit({
    tenantId: attempt.tenantId,
    action: `outgoing.${change.state}`,
    subject: `outgoing:${attempt.outgoingId}`,
    detail: {
      attempt: attempt.number,
      ...(change.lastError === null ? {} : { problem: change.lastError }),
      ...detail,
    },
  });
  return true;
}
