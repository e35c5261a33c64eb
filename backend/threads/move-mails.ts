import { sql } from 'kysely';
import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Viewer } from '../routing/viewer.ts';
import { lockVisible, type LockedInteraction } from '../routing/lock-interaction.ts';

/** Locks two interactions in the order of their ids, whoever names them first. @throws not-found */
export async function lockBoth(
  tx: Tx,
  viewer: Viewer,
  ids: readonly InteractionId[],
): Promise<ReadonlyMap<InteractionId, LockedInteraction>> {
  const locked = new Map<InteractionId, LockedInteraction>();
  const ordered = [...new Set(ids)].sort((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1));
  for (const id of ordered) locked.set(id, await lockVisible(tx, viewer, id));
  return locked;
}

/**
 * Moves mails from one interaction to another that both are locked, with the answers of ours among them. What was
 * known of why they were there goes with the change that can be taken back.
 * @param threading JSON of why they are there now; null: nothing is said
 */
export async function moveMails(
  tx: Tx,
  mails: readonly MailId[],
  from: InteractionId,
  to: InteractionId,
  threading: string | null,
): Promise<void> {
  const ids = [...mails];
  await sql`
    update interaction_mail set interaction_id = ${to}, threading = ${threading}
    where interaction_id = ${from} and mail_id = any(${ids}::bigint[])
      and not exists (select from interaction_mail there
        where there.interaction_id = ${to} and there.mail_id = interaction_mail.mail_id)`.execute(tx.sql);
  await sql`
    update outgoing set interaction_id = ${to}
    where interaction_id = ${from} and mail_id = any(${ids}::bigint[])`.execute(tx.sql);
  // Seen by those who see the interaction.
  await sql`
    update mail set service_group_id = (select service_group_id from interaction where id = ${to})
    where id = any(${ids}::bigint[])`.execute(tx.sql);
}

/** The list row of an interaction tells of its first mail that came in; of one that has none it stays as it was. */
export async function describeAnew(tx: Tx, id: InteractionId): Promise<void> {
  await sql`
    update interaction i set mail_id = m.id, from_name = m.from_name, from_address = m.from_address,
      subject = m.subject, preview = left(btrim(regexp_replace(m.text, '[[:space:]]+', ' ', 'g')), 200),
      language = m.language, attachment_count = (
        select count(*) from attachment a where a.mail_id = m.id and not a.inline)
    from (select m.* from interaction_mail im join mail m on m.id = im.mail_id
      where im.interaction_id = ${id} and m.direction = 'in' order by m.received_at, m.id limit 1) m
    where i.id = ${id} and i.mail_id is distinct from m.id
      and not exists (select from interaction other where other.mail_id = m.id and other.id <> i.id)`.execute(
    tx.sql,
  );
}

/** @throws state-conflict */
export function refuse(message: string, id: InteractionId): never {
  throw new ExpectedError('state-conflict', message, { interaction: id });
}
