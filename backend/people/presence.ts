import type { Presence } from '../../contract/domain/agent.ts';
import type { AgentId, TenantId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import { lockAgent } from '../routing/lock-interaction.ts';
import { returnOffers } from '../routing/return-offers.ts';
import type { Viewer } from '../routing/viewer.ts';
import { nearestName } from '../texts/nearest-name.ts';
import { writePresence } from '../routing/write-presence.ts';

/**
 * Becomes ready, or not ready with one of the tenant's reasons.
 * @throws `invalid-input` for a reason that the tenant does not have
 */
export async function setPresence(
  db: Database,
  viewer: Viewer,
  wanted: { readonly state: 'ready' | 'not-ready'; readonly reason: string | null },
): Promise<Presence> {
  const reason = wanted.state === 'ready' ? null : wanted.reason;
  if (reason !== null) await requireReason(db, viewer.tenantId, reason);
  return db.transaction(viewer.login, (tx) => changePresence(tx, viewer, { state: wanted.state, reason }));
}

async function requireReason(db: Database, tenantId: TenantId, reason: string): Promise<void> {
  const tenant = await db.kysely
    .selectFrom('tenant')
    .select('not_ready_reasons')
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  if (tenant.not_ready_reasons.includes(reason)) return;
  const near = nearestName(reason, tenant.not_ready_reasons);
  throw new ExpectedError(
    'invalid-input',
    `“${reason}” is not a reason of this tenant${near === null ? '' : `; did you mean “${near}”?`}`,
    { field: 'reason' },
  );
}

/**
 * Changes an agent's presence in a transaction that may do more, and tells everybody of the tenant; what is offered
 * to an agent who is no longer ready goes back to its place. Changes and tells nothing where it is so already.
 */
export async function changePresence(
  tx: Tx,
  agent: { readonly tenantId: TenantId; readonly agentId: AgentId },
  wanted: Pick<Presence, 'state' | 'reason'>,
): Promise<Presence> {
  await lockAgent(tx, agent.agentId);
  const presence = await writePresence(tx, agent, wanted);
  if (presence && presence.state !== 'ready') {
    await returnOffers(tx, agent, presence.state === 'offline' ? 'signed-out' : 'not-ready');
  }
  return presence ?? readPresence(tx.sql, agent.agentId);
}

/** An agent's presence as it stands. */
async function readPresence(db: Database['kysely'], agentId: AgentId): Promise<Presence> {
  const row = await db
    .selectFrom('agent')
    .select(['presence', 'presence_reason', 'presence_since'])
    .where('id', '=', agentId)
    .executeTakeFirstOrThrow();
  return { state: row.presence, reason: row.presence_reason, since: row.presence_since.toISOString() };
}
