import type { StoredTenant } from '../configuration/stored-tenant.ts';
import type { Database } from '../db/database.ts';
import type { ConnectionSecrets } from '../mail/connection-secrets.ts';
import { addTenantProxy } from '../mail/effective-settings.ts';
import type { ConnectionTrial } from '../mail/connection-trial.ts';
import { tryIncoming, tryOutgoing } from '../mail/try-connection.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';

interface Trial {
  readonly subject: string;
  readonly serverId: string;
  readonly direction: 'in' | 'out';
  readonly run: () => Promise<ConnectionTrial>;
}

/** Connects to every mail server of the tenants and signs in, several at a time. */
export async function checkServers(
  db: Database,
  tenants: readonly StoredTenant[],
  secrets: ConnectionSecrets,
): Promise<readonly Diagnosis[]> {
  const trials = tenants.flatMap((tenant) => trialsOf(tenant, secrets));
  const lasting = await readLastingConnections(db);
  const diagnoses: (readonly Diagnosis[])[] = [];
  for (let at = 0; at < trials.length; at += 8) {
    const batch = trials.slice(at, at + 8);
    diagnoses.push(
      ...(await Promise.all(
        batch.map(async ({ subject, serverId, direction, run }) =>
          judge(subject, await run(), lasting.has(`${serverId} ${direction}`)),
        ),
      )),
    );
  }
  return diagnoses.flat();
}

function trialsOf(tenant: StoredTenant, secrets: ConnectionSecrets): readonly Trial[] {
  return tenant.mailServers
    .filter((server) => !server.isRemoved)
    .flatMap(({ id, name, fields: { incoming, outgoing } }): readonly Trial[] => [
      ...(incoming
        ? [
            {
              subject: `mail server ${tenant.key}/${name}, incoming`,
              serverId: id,
              direction: 'in' as const,
              run: () => tryIncoming(addTenantProxy(incoming, tenant.tenant.proxy), secrets),
            },
          ]
        : []),
      ...(outgoing
        ? [
            {
              subject: `mail server ${tenant.key}/${name}, outgoing`,
              serverId: id,
              direction: 'out' as const,
              run: () => tryOutgoing(addTenantProxy(outgoing, tenant.tenant.proxy), secrets),
            },
          ]
        : []),
    ]);
}

/** Servers that a backend was connected to within the last quarter of an hour. */
async function readLastingConnections(db: Database): Promise<ReadonlySet<string>> {
  const rows = await db.kysely
    .selectFrom('connection_health')
    .select(['mail_server_id', 'direction'])
    .where('state', '=', 'connected')
    .where('checked_at', '>', new Date(Date.now() - 15 * 60_000))
    .execute();
  return new Set(rows.map((row) => `${row.mail_server_id} ${row.direction}`));
}

function judge(subject: string, trial: ConnectionTrial, backendIsConnected: boolean): readonly Diagnosis[] {
  if (trial.works) {
    const mend = 'Make the folder, or correct its name in the configuration.';
    return [ok(subject, trial.found), ...trial.remarks.map((remark) => warn(subject, remark, mend))];
  }
  const { step, sentence, mend } = trial.problem;
  // The backend may have what this shell lacks.
  if (step === 'settings' && backendIsConnected) {
    const text = `could not be tried from here: ${sentence} The running backend is connected.`;
    return [warn(subject, text, 'Run doctor in the environment of the backend.')];
  }
  return [fail(subject, `failed at the step “${step}”: ${sentence}`, mend)];
}
