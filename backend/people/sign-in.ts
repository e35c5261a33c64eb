import { sql } from 'kysely';
import type { signIn as operation } from '../../contract/api/session.ts';
import type { AgentId, TenantId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { InputOf, OutputOf } from '../../contract/operation.ts';
import type { Database } from '../db/database.ts';
import { verifyPassword } from './password.ts';
import { changePresence } from './presence.ts';
import { readMe } from './read-me.ts';
import { startSession } from './sessions.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

interface Candidate {
  readonly id: AgentId;
  readonly tenant_id: TenantId;
  readonly login: string;
  readonly presence: string;
  readonly password_hash: string | null;
}

/** Of one login in several tenants, at most so many are tried. */
const mostCandidates = 4;

/**
 * Signs an agent in. One who was offline becomes not ready, with the reason `signed-in`. Without a tenant the login
 * is looked for in all; where it is in several, the password says which.
 * @param address the client's, for the throttle and the audit
 * @throws `wrong-credentials`, which does not say whether there is such a login, and `too-many-attempts`
 */
export async function signIn(
  db: Database,
  throttle: SignInThrottle,
  input: InputOf<typeof operation>,
  address: string,
): Promise<OutputOf<typeof operation>> {
  const key = `${input.tenant ?? ''} ${input.login}`;
  throttle.admit(key, address);
  const agent = await findAgent(db, input);
  if (!agent) {
    await db.transaction('system', async (tx) =>
      tx.audit({
        tenantId: null,
        action: 'session.refused',
        subject: 'session',
        detail: { login: input.login.slice(0, 200), tenant: input.tenant ?? null, address },
      }),
    );
    throw new ExpectedError('wrong-credentials', 'Login or password is wrong.');
  }
  throttle.forgive(key, address);
  const session = await db.transaction(agent.login, async (tx) => {
    const started = await startSession(tx, agent.id);
    tx.audit({
      tenantId: agent.tenant_id,
      action: 'session.started',
      subject: `agent:${agent.id}`,
      detail: { address },
    });
    if (agent.presence === 'offline') {
      const who = { tenantId: agent.tenant_id, agentId: agent.id };
      await changePresence(tx, who, { state: 'not-ready', reason: 'signed-in' });
    }
    return started;
  });
  return {
    token: session.token,
    expiresAt: session.expiresAt.toISOString(),
    me: await readMe(db, agent.id),
  };
}

async function findAgent(db: Database, input: InputOf<typeof operation>): Promise<Candidate | null> {
  const { rows: candidates } = await sql<Candidate>`
    select a.id, a.tenant_id, a.login, a.presence, a.password_hash
    from agent a join tenant t on t.id = a.tenant_id
    where lower(a.login) = lower(${input.login}) and a.removed_at is null
      and (${input.tenant ?? null}::text is null or t.key = ${input.tenant ?? null})
    order by a.id limit ${mostCandidates}`.execute(db.kysely);
  // An unknown login takes as long as a known one.
  if (candidates.length === 0) await verifyPassword(input.password, null);
  const fitting: Candidate[] = [];
  for (const candidate of candidates) {
    if (await verifyPassword(input.password, candidate.password_hash)) fitting.push(candidate);
  }
  // Two people with one login and one password are not told apart: they have to name the tenant.
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}
