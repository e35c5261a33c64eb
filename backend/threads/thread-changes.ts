import { sql } from 'kysely';
import { z } from 'zod';
import { interactionId, mailId, type ThreadChangeId } from '../../contract/domain/ids.ts';
import { threading } from '../../contract/domain/threading.ts';
import type { Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import type { Viewer } from '../routing/viewer.ts';

/** All that is needed to take a change back. */
export const threadUndo = z.object({
  from: interactionId,
  to: interactionId,
  /** What was moved, and why each was where it was. */
  mails: z.array(z.object({ mail: mailId, threading: threading.nullable() })),
  /** The interaction `to` was made by the change. */
  created: z.boolean(),
  /** How the interaction `from` was before it was closed by the change; null: it was not. */
  merged: z
    .object({
      state: z.enum(['open', 'parked']),
      /** After the change. */
      epoch: z.int(),
      threads: z.array(z.object({ id: interactionId, thread: interactionId.nullable() })),
      question: z.unknown(),
    })
    .nullable(),
});
export type ThreadUndo = z.infer<typeof threadUndo>;

/** Keeps a change so that it can be taken back, and audits it. */
export async function recordChange(
  tx: Tx,
  viewer: Viewer,
  kind: 'split' | 'move' | 'merge',
  undo: ThreadUndo,
): Promise<ThreadChangeId> {
  const { rows } = await sql<{ id: ThreadChangeId }>`
    insert into thread_change (tenant_id, agent_id, kind, undo)
    values (${viewer.tenantId}, ${viewer.agentId}, ${kind}, ${jsonText(undo)}) returning id`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new Error('a thread change was not kept');
  tx.audit({
    tenantId: viewer.tenantId,
    action: `thread.${kind}`,
    subject: `interaction:${undo.from}`,
    detail: { change: row.id, to: undo.to, mails: undo.mails.map(({ mail }) => mail) },
  });
  return row.id;
}

/** Mails of an interaction with why they are there; those asked for, or all. */
export async function readPlaces(
  tx: Tx,
  id: z.infer<typeof interactionId>,
): Promise<(ThreadUndo['mails'][number] & { direction: 'in' | 'out' })[]> {
  const { rows } = await sql<ThreadUndo['mails'][number] & { direction: 'in' | 'out' }>`
    select im.mail_id as mail, im.threading, m.direction
    from interaction_mail im join mail m on m.id = im.mail_id
    where im.interaction_id = ${id} order by m.received_at, m.id`.execute(tx.sql);
  return rows;
}
