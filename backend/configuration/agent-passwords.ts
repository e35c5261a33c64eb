import type { Database } from '../db/database.ts';
import { ExpectedError } from '../../contract/error.ts';
import { hashPassword, verifyPassword } from '../people/password.ts';
import type { CompleteConfiguration } from './complete-configuration.ts';
import type { PathFinding } from './finding.ts';
import { resolveSecret, type SecretEnvironment } from './secrets.ts';

/** What becomes of an agent's password: `kept` where the stored hash still is of what the reference names. */
export type AgentPassword =
  | { readonly state: 'none' }
  | { readonly state: 'kept'; readonly hash: string }
  | { readonly state: 'new'; readonly hash: string };

export interface AgentPasswords {
  readonly of: (tenant: string, login: string) => AgentPassword;
  readonly findings: readonly PathFinding[];
}

/**
 * Resolves and hashes the passwords of all agents, before the transaction: hashing takes its time on purpose. A
 * reference that cannot be resolved here is an error, unless the agent already has a password by that same name:
 * it stays, so that a configuration can be applied again where its secrets are not at hand.
 */
export async function prepareAgentPasswords(
  db: Database,
  configuration: CompleteConfiguration,
  env: SecretEnvironment,
): Promise<AgentPasswords> {
  const stored = await readStoredPasswords(db, configuration);
  const passwords = new Map<string, AgentPassword>();
  const findings: PathFinding[] = [];
  const agents = configuration.tenants.flatMap((tenant, t) =>
    tenant.agents.map((agent, a) => ({
      tenant: tenant.key,
      agent,
      path: ['tenants', t, 'agents', a, 'password'],
    })),
  );
  await Promise.all(
    agents.map(async ({ tenant, agent, path }) => {
      const key = keyOf(tenant, agent.login);
      const before = stored.get(key);
      if (agent.password === undefined) {
        passwords.set(key, { state: 'none' });
        return;
      }
      try {
        passwords.set(
          key,
          await preparePassword(await resolveSecret(agent.password, env), before?.hash ?? null),
        );
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error;
        const isKept = before?.hash !== null && before?.source === agent.password;
        if (isKept && before) passwords.set(key, { state: 'kept', hash: before.hash ?? '' });
        const message = isKept ? `${error.message}; the password stays as it is` : error.message;
        findings.push({ path, severity: isKept ? 'warning' : 'error', message });
      }
    }),
  );
  return {
    of: (tenant, login) => passwords.get(keyOf(tenant, login)) ?? { state: 'none' },
    findings,
  };
}

async function preparePassword(password: string, hash: string | null): Promise<AgentPassword> {
  if (hash !== null && (await verifyPassword(password, hash))) return { state: 'kept', hash };
  return { state: 'new', hash: await hashPassword(password) };
}

async function readStoredPasswords(
  db: Database,
  configuration: CompleteConfiguration,
): Promise<ReadonlyMap<string, { readonly hash: string | null; readonly source: string | null }>> {
  const keys = configuration.tenants.map((tenant) => tenant.key);
  const rows = await db.kysely
    .selectFrom('agent')
    .innerJoin('tenant', 'tenant.id', 'agent.tenant_id')
    .select(['tenant.key', 'agent.login', 'agent.password_hash', 'agent.password_source'])
    .where('tenant.key', 'in', keys)
    .execute();
  return new Map(
    rows.map((row) => [keyOf(row.key, row.login), { hash: row.password_hash, source: row.password_source }]),
  );
}

function keyOf(tenant: string, login: string): string {
  return `${tenant}/${login}`;
}
