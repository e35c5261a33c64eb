import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import { hashPassword, openHashingTurns, verifyPassword } from '../people/password.ts';
import type { CompleteConfiguration } from './complete-configuration.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';
import { type SealedPassword, sealPasswords, shareOf, verifySeal } from './password-seals.ts';
import { resolveSecret, type SecretEnvironment } from './secrets.ts';

/** What becomes of an agent's password: `kept` where the stored hash still is of what the reference names. */
export type AgentPassword =
  | { readonly state: 'none' }
  | { readonly state: 'kept'; readonly hash: string }
  | { readonly state: 'new'; readonly hash: string };

export interface AgentPasswords {
  readonly of: (tenant: string, login: string) => AgentPassword;
  readonly findings: readonly PathFinding[];
  /** Of a tenant's agents, to be stored once the passwords are. */
  readonly sealsOf: (tenant: string) => ReadonlyMap<number, string>;
  /** False where the stored passwords have changed since they were looked at. */
  readonly areCurrent: () => Promise<boolean>;
}

/** Told while passwords are hashed one by one, which takes about 40 ms of a core each. */
export type HashingProgress = (done: number, total: number) => void;

/** As many as the thread pool takes at once, or the machine. */
const turns = openHashingTurns(Math.min(4, availableParallelism()));

/**
 * Resolves and hashes the passwords of all agents, before the transaction and its lock: hashing takes its time on
 * purpose. Those that are as at the last time are known by their seals, without looking at each. A reference that cannot
 * be resolved here is an error, unless the agent already has a password by that same name: it stays, so that a
 * configuration can be applied again where its secrets are not at hand.
 */
export async function prepareAgentPasswords(
  db: Database,
  configuration: CompleteConfiguration,
  env: SecretEnvironment,
  onProgress: HashingProgress = () => undefined,
): Promise<AgentPasswords> {
  const stored = await readStoredPasswords(db, configuration);
  const seals = await readSeals(db, configuration);
  const passwords = new Map<string, AgentPassword>();
  const findings: PathFinding[] = [];
  const shares = new Map<string, Resolved[]>();
  /** Shares with a password that is not at hand: nothing can be said of them as a whole. */
  const open = new Set<string>();
  for (const [t, tenant] of configuration.tenants.entries()) {
    for (const [a, agent] of tenant.agents.entries()) {
      if (agent.password === undefined) continue;
      const key = keyOf(tenant.key, agent.login);
      const share = keyOf(tenant.key, String(shareOf(agent.login)));
      const before = stored.get(key);
      try {
        const password = await resolveSecret(agent.password, env);
        const resolved = { key, login: agent.login, password, hash: before?.hash ?? null };
        shares.set(share, [...(shares.get(share) ?? []), resolved]);
      } catch (error) {
        open.add(share);
        const path = ['tenants', t, 'agents', a, 'password'];
        const { kept, finding } = judgeUnresolved(error, path, before, agent.password);
        if (kept !== null) passwords.set(key, { state: 'kept', hash: kept });
        findings.push(finding);
      }
    }
  }
  const known = await findSealed(shares, open, seals);
  for (const { key, hash } of known.agents) passwords.set(key, { state: 'kept', hash });
  const rest = [...shares].filter(([share]) => !known.shares.has(share));
  const total = rest.reduce((sum, [, members]) => sum + members.length, 0);
  let done = 0;
  const fresh = new Map<string, string>();
  await Promise.all(
    rest.map(async ([share, members]) => {
      const prepared = await Promise.all(
        members.map(async ({ key, login, password, hash: before }): Promise<SealedPassword> => {
          const made = await preparePassword(password, before);
          passwords.set(key, made);
          onProgress(++done, total);
          return { login, password, hash: made.hash };
        }),
      );
      if (!open.has(share)) fresh.set(share, await sealPasswords(prepared, turns));
    }),
  );
  return {
    of: (tenant, login) => passwords.get(keyOf(tenant, login)) ?? { state: 'none' },
    findings,
    sealsOf: (tenant) =>
      new Map(
        [...fresh].flatMap(([share, seal]): [number, string][] =>
          share.startsWith(`${tenant}/`) ? [[Number(share.slice(tenant.length + 1)), seal]] : [],
        ),
      ),
    areCurrent: async () => isDeepStrictEqual(stored, await readStoredPasswords(db, configuration)),
  };
}

/** An agent whose reference names a password here. */
interface Resolved {
  readonly key: string;
  readonly login: string;
  readonly password: string;
  /** As stored. */
  readonly hash: string | null;
}

function judgeUnresolved(
  error: unknown,
  path: ConfigurationPath,
  before: StoredPassword | undefined,
  source: string,
): { readonly kept: string | null; readonly finding: PathFinding } {
  if (!(error instanceof ExpectedError)) throw error;
  const kept = before?.source === source ? before.hash : null;
  if (kept === null) return { kept, finding: { path, severity: 'error', message: error.message } };
  const message = `${error.message}; the password stays as it is`;
  return { kept, finding: { path, severity: 'warning', message } };
}

async function findSealed(
  shares: ReadonlyMap<string, readonly Resolved[]>,
  open: ReadonlySet<string>,
  seals: ReadonlyMap<string, string>,
): Promise<{
  readonly shares: ReadonlySet<string>;
  readonly agents: readonly (SealedPassword & Resolved)[];
}> {
  const found = await Promise.all(
    [...shares].map(async ([share, members]) => {
      const seal = seals.get(share);
      const hashed = members.flatMap((member) =>
        member.hash === null ? [] : [{ ...member, hash: member.hash }],
      );
      if (seal === undefined || open.has(share) || hashed.length < members.length) return [];
      return (await verifySeal(seal, hashed, turns)) ? [{ share, hashed }] : [];
    }),
  );
  return {
    shares: new Set(found.flat().map(({ share }) => share)),
    agents: found.flat().flatMap(({ hashed }) => hashed),
  };
}

async function preparePassword(
  password: string,
  hash: string | null,
): Promise<Exclude<AgentPassword, { readonly state: 'none' }>> {
  if (hash !== null && (await verifyPassword(password, hash, turns))) return { state: 'kept', hash };
  return { state: 'new', hash: await hashPassword(password, turns) };
}

interface StoredPassword {
  readonly hash: string | null;
  readonly source: string | null;
}

async function readStoredPasswords(
  db: Database,
  configuration: CompleteConfiguration,
): Promise<ReadonlyMap<string, StoredPassword>> {
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

async function readSeals(
  db: Database,
  configuration: CompleteConfiguration,
): Promise<ReadonlyMap<string, string>> {
  const keys = configuration.tenants.map((tenant) => tenant.key);
  const rows = await db.kysely
    .selectFrom('agent_password_seal')
    .innerJoin('tenant', 'tenant.id', 'agent_password_seal.tenant_id')
    .select(['tenant.key', 'share', 'hash'])
    .where('tenant.key', 'in', keys)
    .execute();
  return new Map(rows.map((row) => [keyOf(row.key, String(row.share)), row.hash]));
}

function keyOf(tenant: string, login: string): string {
  return `${tenant}/${login}`;
}
