import type { StoredTenant } from '../configuration/stored-tenant.ts';
import type { Database } from '../db/database.ts';
import type { ConnectionSecrets } from '../mail/connection-secrets.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';
import { connectionsOf, type TestedConnection, testConnections } from './test-connections.ts';

/** Connects to every mail server of the tenants and signs in, several at a time. */
export async function checkServers(
  db: Database,
  tenants: readonly StoredTenant[],
  secrets: ConnectionSecrets,
): Promise<readonly Diagnosis[]> {
  const lasting = await readLastingConnections(db);
  const diagnoses: Diagnosis[] = [];
  await testConnections(tenants.flatMap(connectionsOf), secrets, (tested) => {
    const { serverId, direction } = tested.connection;
    diagnoses.push(...diagnoseConnection(tested, lasting.has(`${serverId} ${direction}`)));
  });
  return diagnoses;
}

/** Servers that a backend was connected to within the last quarter of an hour. */
async function readLastingConnections(db: Database): Promise<ReadonlySet<string>> {
  const rows = await db.kysely
    .selectFrom('connection_health')
    .select(['mail_server_id', 'direction'])
    .where('state', '=', 'connected')
    .where('checked_at', '>', new Date(Date.now() - 15 * 60_000))
    .execute();
  return new Set(
    rows.map((row) => `${row.mail_server_id} ${row.direction === 'in' ? 'incoming' : 'outgoing'}`),
  );
}

/** @param backendIsConnected a running backend was connected to it shortly before */
export function diagnoseConnection(
  { connection: { tenant, server, direction }, trial }: TestedConnection,
  backendIsConnected: boolean,
): readonly Diagnosis[] {
  const subject = `mail server ${tenant}/${server}, ${direction}`;
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
