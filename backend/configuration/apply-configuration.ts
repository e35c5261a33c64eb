import { sql, type Transaction } from 'kysely';
import { ExpectedError } from '../../contract/error.ts';
import type { Database, Tx } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { jsonText } from '../db/json-text.ts';
import { configurationChannel } from '../mail/configuration-changes.ts';
import { type AgentPasswords, type HashingProgress, prepareAgentPasswords } from './agent-passwords.ts';
import { compareFields, planSteps, type Change } from './change.ts';
import type { CompleteConfiguration, CompleteResponses, CompleteTenant } from './complete-configuration.ts';
import type { PathFinding } from './finding.ts';
import { applyIntakeSettings } from './intake-settings.ts';
import { storeSeals } from './password-seals.ts';
import type { SecretEnvironment } from './secrets.ts';
import { settleTenant, type SettledResponses, type SettledTenant } from './settled-tenant.ts';
import { readStoredTenant, type Stored, type StoredTenant } from './stored-tenant.ts';
import { agentWriter, type WrittenAgent } from './write-agents.ts';
import { recordChange, takeSteps, type WriteContext } from './write-context.ts';
import { serviceAccessWriter, serviceGroupWriter, type NamedIds } from './write-groups.ts';
import { keepLastGood, responseFileWriter } from './write-responses.ts';
import { mailServerWriter, templateWriter } from './write-servers-and-texts.ts';

/** Advisory lock: one apply at a time. */
const applyLock = 0x6170706c;

export interface AppliedConfiguration {
  /** In the order in which they were made; empty: the database was as the file asks already. */
  readonly changes: readonly Change[];
  /** With an error among them nothing was applied. */
  readonly findings: readonly PathFinding[];
}

interface ApplyOptions {
  readonly env: SecretEnvironment;
  readonly dryRun?: boolean;
  readonly onProgress?: HashingProgress;
}

/**
 * Makes the tenants of the configuration what it says, in one transaction: creates, changes, sets aside what it no
 * longer lists (nothing is deleted with its mail), and brings back. Tenants that it does not name stay as they are.
 * Every change is audited, and announced to running backends at the commit.
 * @param configuration as `readConfiguration` gives it
 * @param options.env where the passwords of agents are looked up
 * @param options.dryRun does all of it and rolls back
 * @param options.onProgress told while passwords are hashed
 */
export async function applyConfiguration(
  db: Database,
  configuration: CompleteConfiguration,
  options: ApplyOptions,
): Promise<AppliedConfiguration> {
  // Hashing takes long, so it comes before the lock; where another apply has changed passwords meanwhile, again within.
  const prepare = () => prepareAgentPasswords(db, configuration, options.env, options.onProgress);
  const prepared = await prepare();
  // A lock of the session: the stored passwords are looked at before the transaction.
  const locking = await db.connect();
  try {
    await locking.query('select pg_advisory_lock($1)', [applyLock]);
    const passwords = (await prepared.areCurrent()) ? prepared : await prepare();
    return await applyAlone(db, configuration, passwords, options);
  } finally {
    await locking.end();
  }
}

async function applyAlone(
  db: Database,
  configuration: CompleteConfiguration,
  passwords: AgentPasswords,
  options: ApplyOptions,
): Promise<AppliedConfiguration> {
  const { findings } = passwords;
  if (findings.some((finding) => finding.severity === 'error')) return { changes: [], findings };
  const rehearsed = new Rehearsal();
  try {
    const changes = await db.transaction('configuration', async (tx) => {
      const made: Change[] = [];
      for (const tenant of configuration.tenants) made.push(...(await applyTenant(tx, tenant, passwords)));
      if (options.dryRun) {
        rehearsed.changes = made;
        throw rehearsed;
      }
      if (made.length > 0) await sql`select pg_notify(${configurationChannel}, '')`.execute(tx.sql);
      return made;
    });
    return { changes, findings };
  } catch (error) {
    if (error === rehearsed) return { changes: rehearsed.changes, findings };
    throw error;
  }
}

/** Rolls a dry run back. */
class Rehearsal extends Error {
  changes: readonly Change[] = [];
}

async function applyTenant(
  tx: Tx,
  configuration: CompleteTenant,
  passwords: AgentPasswords,
): Promise<readonly Change[]> {
  const wanted = settleTenant(configuration);
  const context = await openTenant(tx, wanted);
  const stored = await readStoredTenant(tx.sql, wanted.key);
  if (!stored) throw new ExpectedError('not-found', `The tenant ${wanted.key} is gone.`);
  await applyServersAndTexts(context, wanted, stored, configuration.responseFiles);
  const names = {
    mailServers: await namedIds(tx.sql, 'mail_server', 'key', stored),
    responseFiles: await namedIds(tx.sql, 'response_file', 'key', stored),
  };
  const groupSteps = planSteps(wanted.serviceGroups, stored.serviceGroups);
  // The unrouted group first: it takes in what lies in groups that are set aside.
  await takeSteps(context, serviceGroupWriter(context, names), groupSteps);
  const groups = await namedIds(tx.sql, 'service_group', 'key', stored);
  const accessSteps = planSteps(wanted.serviceAccesses, stored.serviceAccesses);
  await takeSteps(context, serviceAccessWriter(context, groups, await nextActivation(context)), accessSteps);
  const passwordOf = (login: string) => passwords.of(wanted.key, login);
  const agents = new Map(
    [...wanted.agents].map(([login, fields]): [string, WrittenAgent] => [
      login,
      { ...fields, passwordHash: passwordOf(login).state === 'new' ? 'new' : 'old' },
    ]),
  );
  const storedAgents = stored.agents.map((agent): Stored<WrittenAgent> => ({
    ...agent,
    fields: { ...agent.fields, passwordHash: 'old' },
  }));
  await takeSteps(context, agentWriter(context, groups, passwordOf), planSteps(agents, storedAgents));
  await storeSeals(tx, context.tenantId, passwords.sealsOf(wanted.key));
  await applyIntakeSettings(context, configuration);
  return context.changes;
}

/** Makes sure of the tenant's own row. */
async function openTenant(tx: Tx, wanted: SettledTenant): Promise<WriteContext> {
  const { key, tenant } = wanted;
  const columns = {
    name: tenant.name,
    culture: tenant.culture,
    time_zone: tenant.timeZone,
    outgoing_address: tenant.outgoingAddress,
    default_domain: tenant.defaultDomain,
    ndr_senders: [...tenant.ndrSenders],
    not_ready_reasons: [...tenant.notReadyReasons],
    sending: tenant.sending && jsonText(tenant.sending),
    proxy: tenant.proxy && jsonText(tenant.proxy),
  };
  const changes: Change[] = [];
  const stored = await readStoredTenant(tx.sql, key);
  if (!stored) {
    const { id: tenantId } = await tx.sql
      .insertInto('tenant')
      .values({ key, ...columns })
      .returning('id')
      .executeTakeFirstOrThrow();
    const context = { tx, tenantId, tenantKey: key, changes };
    const fields = compareFields({}, tenant);
    await recordChange(context, { kind: 'tenant', name: key, action: 'created', fields }, subject(tenantId));
    return context;
  }
  const context = { tx, tenantId: stored.id, tenantKey: key, changes };
  const fields = compareFields(stored.tenant, tenant);
  if (fields.length > 0) {
    await tx.sql.updateTable('tenant').set(columns).where('id', '=', stored.id).execute();
    await recordChange(context, { kind: 'tenant', name: key, action: 'changed', fields }, subject(stored.id));
  }
  return context;
}

function subject(id: string): { table: string; id: string } {
  return { table: 'tenant', id };
}

async function applyServersAndTexts(
  context: WriteContext,
  wanted: SettledTenant,
  stored: StoredTenant,
  responseFiles: readonly CompleteResponses[],
): Promise<void> {
  const { changes, tx, tenantId } = context;
  await takeSteps(context, mailServerWriter(context), planSteps(wanted.mailServers, stored.mailServers));
  const before = changes.length;
  await takeSteps(context, templateWriter(context), planSteps(wanted.templates, stored.templates));
  const files = new Map(responseFiles.map((file) => [file.key, file]));
  const settled = new Map(
    responseFiles.map((file): [string, SettledResponses] => {
      const known = stored.responseFiles.find(({ name }) => name === file.key);
      return [file.key, keepLastGood(file, known)];
    }),
  );
  await takeSteps(context, responseFileWriter(context, files), planSteps(settled, stored.responseFiles));
  if (changes.length > before) tx.publish({ type: 'responses.changed' }, { tenantId });
}

async function namedIds(
  db: Transaction<Schema>,
  table: 'mail_server' | 'response_file' | 'service_group',
  column: 'key' | 'name',
  tenant: StoredTenant,
): Promise<NamedIds> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, ${sql.ref(column)} as name from ${sql.table(table)}
    where tenant_id = ${tenant.id} and removed_at is null`.execute(db);
  return new Map(rows.map((row) => [row.name, row.id]));
}

/** Later than all that are active: an access that becomes active now must not overtake one. */
async function nextActivation({ tx, tenantId }: WriteContext): Promise<Date> {
  const { rows } = await sql<{ next: Date }>`
    select greatest(now(), max(activated_at) + interval '1 millisecond') as next
    from service_access where tenant_id = ${tenantId}`.execute(tx.sql);
  return rows[0]?.next ?? new Date();
}
