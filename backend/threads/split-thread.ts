import { sql } from 'kysely';
import type { InteractionId, MailId, ThreadChangeId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import { type Lease, lockAgent, lockHeld, requireState } from '../routing/lock-interaction.ts';
import { publishInteraction } from '../routing/publish-interaction.ts';
import type { Viewer } from '../routing/viewer.ts';
import { describeAnew, lockBoth, moveMails, refuse } from './move-mails.ts';
import { readPlaces, recordChange } from './thread-changes.ts';

export interface ChangedThread {
  readonly change: ThreadChangeId;
  readonly interaction: InteractionSummary;
}

/**
 * Gives one mail of an interaction that the viewer holds an interaction of its own, held by the viewer as well.
 * @throws not-found, lease-lost, or state-conflict for the only mail that came in
 */
export async function splitThread(
  db: Database,
  viewer: Viewer,
  lease: Lease,
  mail: MailId,
): Promise<ChangedThread> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    requireState(await lockHeld(tx, viewer, lease), 'open', 'parked');
    const place = await takePlace(tx, lease.id, mail);
    const to = await insertOf(tx, viewer, lease.id, mail);
    await moveMails(tx, [mail], lease.id, to, place.threading && jsonText(place.threading));
    await describeAnew(tx, lease.id);
    await describeAnew(tx, to);
    const undo = { from: lease.id, to, mails: [place], created: true, merged: null };
    const change = await recordChange(tx, viewer, 'split', undo);
    await publishInteraction(tx, lease.id);
    return { change, interaction: await publishInteraction(tx, to) };
  });
}

/**
 * Moves one mail of an interaction that the viewer holds into another one that the viewer sees and nobody has closed.
 * @throws not-found, lease-lost, or state-conflict for the only mail that came in
 */
export async function moveMail(
  db: Database,
  viewer: Viewer,
  lease: Lease,
  mail: MailId,
  into: InteractionId,
): Promise<ChangedThread> {
  return db.transaction(viewer.login, async (tx) => {
    await lockAgent(tx, viewer.agentId);
    const locked = await lockBoth(tx, viewer, [lease.id, into]);
    requireState(await lockHeld(tx, viewer, lease), 'open', 'parked');
    const target = locked.get(into);
    if (into === lease.id || target?.state === 'closed') refuse('The mail cannot be moved there.', into);
    const place = await takePlace(tx, lease.id, mail);
    await moveMails(tx, [mail], lease.id, into, byHand(viewer));
    await describeAnew(tx, lease.id);
    const undo = { from: lease.id, to: into, mails: [place], created: false, merged: null };
    const change = await recordChange(tx, viewer, 'move', undo);
    await publishInteraction(tx, lease.id);
    return { change, interaction: await publishInteraction(tx, into) };
  });
}

/** Why a mail is where an agent has put it. */
export function byHand(viewer: Viewer): string {
  return jsonText({ rule: 'person', evidence: viewer.login });
}

async function takePlace(tx: Tx, id: InteractionId, mail: MailId) {
  const places = await readPlaces(tx, id);
  const place = places.find((one) => one.mail === mail);
  if (!place)
    throw new ExpectedError('not-found', `Interaction ${id} has no mail ${mail}.`, { interaction: id, mail });
  const others = places.filter((one) => one.direction === 'in' && one.mail !== mail);
  if (place.direction === 'out' || others.length === 0)
    refuse(`Mail ${mail} is the only one of its interaction that came in, or is an answer.`, id);
  return { mail: place.mail, threading: place.threading };
}

async function insertOf(tx: Tx, viewer: Viewer, from: InteractionId, mail: MailId): Promise<InteractionId> {
  // Whichever interaction it began before.
  await sql`update interaction set mail_id = null where mail_id = ${mail}`.execute(tx.sql);
  const { rows } = await sql<{ id: InteractionId }>`
    insert into interaction (tenant_id, service_group_id, service_access_id, mail_id, state, agent_id, epoch,
      priority, received_at, enqueued_at, from_name, from_address, subject, preview, language, routing)
    select i.tenant_id, i.service_group_id, i.service_access_id, null, 'open', ${viewer.agentId}, 1, i.priority,
      m.received_at, m.received_at, m.from_name, m.from_address, m.subject, '', m.language, i.routing
    from interaction i, mail m where i.id = ${from} and m.id = ${mail} returning id`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new Error(`interaction ${from} vanished under its lock`);
  return row.id;
}
