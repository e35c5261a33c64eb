import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../contract/domain/agent.ts';
import type { AgentId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';
import { changePresence } from './presence.ts';

/** A session ends twelve hours after its last use, and seven days after it began whatever its use. */
const idleLimit = sql`interval '12 hours'`;
const absoluteLimit = sql`interval '7 days'`;
/** Use within this time of the last renewal writes nothing. */
const renewalStep = sql`interval '5 minutes'`;

/** Begins a session. The token leaves the backend once; only its hash is kept. */
export async function startSession(tx: Tx, agentId: AgentId): Promise<{ token: string; expiresAt: Date }> {
  const token = randomBytes(32).toString('base64url');
  const { rows } = await sql<{ expires_at: Date }>`
    insert into session (token_hash, agent_id, expires_at)
    values (${hashToken(token)}, ${agentId}, now() + ${idleLimit}) returning expires_at`.execute(tx.sql);
  const [session] = rows;
  if (!session) throw new Error('a session was not stored');
  return { token, expiresAt: session.expires_at };
}

interface ViewerRow {
  readonly id: AgentId;
  readonly tenant_id: TenantId;
  readonly login: string;
  readonly roles: Role[];
  readonly group_ids: ServiceGroupId[];
}

/** Who a token belongs to, without renewing the session: for open connections. Null: unknown or over. */
export async function readSession(db: Database, token: string): Promise<Viewer | null> {
  const { rows } = await sql<ViewerRow>`
    select a.id, a.tenant_id, a.login, a.roles,
      array(
        select g.id::text from agent_group ag join service_group g on g.id = ag.service_group_id
        where ag.agent_id = a.id and g.removed_at is null order by g.id) as group_ids
    from session s join agent a on a.id = s.agent_id
    where s.token_hash = ${hashToken(token)} and s.expires_at > now() and a.removed_at is null`.execute(
    db.kysely,
  );
  const [row] = rows;
  if (!row) return null;
  return {
    tenantId: row.tenant_id,
    agentId: row.id,
    login: row.login,
    roles: row.roles,
    groupIds: row.group_ids,
  };
}

/** Who a token belongs to, and one more use of the session: for calls. Null: unknown or over. */
export async function useSession(db: Database, token: string): Promise<Viewer | null> {
  const viewer = await readSession(db, token);
  if (!viewer) return null;
  await sql`
    update session set expires_at = least(now() + ${idleLimit}, created_at + ${absoluteLimit})
    where token_hash = ${hashToken(token)} and expires_at > now()
      and expires_at < least(now() + ${idleLimit}, created_at + ${absoluteLimit}) - ${renewalStep}`.execute(
    db.kysely,
  );
  return viewer;
}

export async function endSession(tx: Tx, token: string): Promise<void> {
  await tx.sql.deleteFrom('session').where('token_hash', '=', hashToken(token)).execute();
}

/** Ends all sessions of an agent and tells the desktops: after a change of password, or when the agent is set aside. */
export async function endSessionsOf(
  tx: Tx,
  agent: { readonly tenantId: TenantId; readonly agentId: AgentId },
): Promise<void> {
  const { numDeletedRows } = await tx.sql
    .deleteFrom('session')
    .where('agent_id', '=', agent.agentId)
    .executeTakeFirst();
  if (numDeletedRows > 0n) tx.publish({ type: 'session.ended' }, agent);
}

/**
 * Forgets sessions that are over, and takes agents offline who have none left: nothing is to be offered to a desk
 * that nobody sits at. Run it every minute or so; several backends may.
 * @returns the agents taken offline
 */
export async function sweepSessions(db: Database): Promise<readonly AgentId[]> {
  await sql`delete from session where expires_at <= now()`.execute(db.kysely);
  const { rows } = await sql<{ id: AgentId; tenant_id: TenantId }>`
    select id, tenant_id from agent a where presence <> 'offline'
      and not exists (select from session s where s.agent_id = a.id and s.expires_at > now())`.execute(
    db.kysely,
  );
  for (const { id, tenant_id: tenantId } of rows) {
    await db.transaction('system', async (tx) => {
      await changePresence(tx, { tenantId, agentId: id }, { state: 'offline', reason: null });
    });
  }
  return rows.map((row) => row.id);
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
