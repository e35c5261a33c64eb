import { sql } from 'kysely';
import { ExpectedError } from '../../contract/error.ts';
import type { Tx } from '../db/database.ts';
import { previewOf } from '../texts/preview.ts';
import type { DraftRow } from './draft-rows.ts';

/**
 * Refuses a reply where the customer has written again since the mail that it answers: the agent may not have seen it,
 * whatever the screen showed when it was asked. Reports, automatic replies and the answers of experts do not count.
 * The interaction is locked, so that none comes in until the reply has gone.
 * @throws written-again, with who wrote and what
 */
export async function requireNewest(tx: Tx, draft: DraftRow): Promise<void> {
  if (draft.kind !== 'reply' && draft.kind !== 'reply-all') return;
  const { rows } = await sql<{ from_name: string; from_address: string; own: string }>`
    select m.from_name, m.from_address, coalesce(m.reply_text, m.text) as own
    from interaction_mail im join mail m on m.id = im.mail_id
    join mail answered on answered.id = ${draft.mail_id} and m.received_at > answered.received_at
    where im.interaction_id = ${draft.interaction_id} and m.direction = 'in' and m.kind in ('message', 'wrapped')
      and not exists (select from expert_answer e where e.mail_id = m.id)
    order by m.received_at desc, m.id desc limit 1`.execute(tx.sql);
  const [newer] = rows;
  if (!newer) return;
  throw new ExpectedError(
    'written-again',
    'The customer has written again since the mail that this answers.',
    {
      sender: newer.from_name || newer.from_address,
      beginning: previewOf(newer.own),
    },
  );
}
