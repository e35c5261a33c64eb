import { sql } from 'kysely';
import type { OutgoingId } from '../../../contract/domain/ids.ts';
import { whileLocked } from '../session-locks.ts';
import { changeOutgoing, outgoingLock } from './outgoing-row.ts';
import { sayInterrupted, saySilent } from './outgoing-words.ts';
import { type Looked, reconcileUncertain } from './reconcile-uncertain.ts';
import type { SendTools } from './send-outgoing.ts';

/** Rows whose job was lost are found this long after their time. */
const overdue = '2 minutes';
const overdueAtOnce = 200;

/**
 * Takes up what dead senders have left: a row in `sending` was not handed over, so it is queued again; one in
 * `data-sent` may have been, so it becomes `uncertain` and waits for a person. A row whose lock is held has a living
 * sender. Rows whose time has passed without a job get one.
 */
export async function recoverOutgoing(tools: SendTools): Promise<void> {
  const rows = await tools.db.kysely
    .selectFrom('outgoing')
    .select('id')
    .where('state', 'in', ['sending', 'data-sent'])
    .orderBy('id')
    .execute();
  for (const { id } of rows) await recoverOne(tools, id);
  await enqueueOverdue(tools);
}

async function recoverOne(tools: SendTools, outgoingId: OutgoingId): Promise<void> {
  // A living sender holds it.
  await whileLocked(tools.locks, outgoingLock(outgoingId), () =>
    tools.db.transaction('system', async (tx) => {
      const row = await tx.sql
        .selectFrom('outgoing')
        .select(['state', 'attempts', 'tenant_id'])
        .where('id', '=', outgoingId)
        .forUpdate()
        .executeTakeFirst();
      if (row?.state !== 'sending' && row?.state !== 'data-sent') return;
      const attempt = { outgoingId, number: row.attempts };
      const again = row.state === 'sending';
      const change = again
        ? ({
            state: 'queued',
            lastError: sayInterrupted,
          } as const)
        : ({ state: 'uncertain', lastError: saySilent('the sending was interrupted') } as const);
      await changeOutgoing(tx, attempt, [row.state], change);
      if (again) tx.enqueue('send', { outgoingId });
      tx.audit({
        tenantId: row.tenant_id,
        action: `outgoing.${change.state}`,
        subject: `outgoing:${outgoingId}`,
        detail: { attempt: row.attempts, problem: change.lastError },
      });
      tools.log.warn({ outgoing: outgoingId, state: change.state }, 'took up an interrupted sending');
    }),
  );
}

async function enqueueOverdue({ db }: SendTools): Promise<void> {
  await db.transaction('system', async (tx) => {
    const rows = await tx.sql
      .selectFrom('outgoing')
      .select('id')
      .where('state', '=', 'queued')
      .where('not_before', '<', sql<Date>`now() - ${sql.lit(overdue)}::interval`)
      .orderBy('not_before')
      .limit(overdueAtOnce)
      .execute();
    for (const { id } of rows) tx.enqueue('send', { outgoingId: id });
  });
}

const interval = 15_000;

/** Recovers now and then, beginning at once. */
export function startOutgoingRecovery(tools: SendTools): { readonly stop: () => Promise<void> } {
  const stopping = new AbortController();
  let woken = Promise.withResolvers<void>();
  const looked: Looked = new Map();

  async function keepRecovering(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = Promise.withResolvers();
      try {
        await recoverOutgoing(tools);
        await reconcileUncertain(tools, looked);
      } catch (error) {
        tools.log.warn({ err: error }, 'interrupted sendings could not be taken up; trying again');
      }
      if (stopping.signal.aborted) return;
      const timer = setTimeout(woken.resolve, interval);
      await woken.promise;
      clearTimeout(timer);
    }
  }

  const ended = keepRecovering();
  return {
    async stop() {
      stopping.abort();
      woken.resolve();
      await ended;
    },
  };
}
