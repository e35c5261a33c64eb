import { readStoredTenant, type StoredTenant } from '../configuration/stored-tenant.ts';
import { resolveSecret, type SecretEnvironment } from '../configuration/secrets.ts';
import { dataFolder } from '../data-folder.ts';
import { openDatabaseServer } from '../database-server.ts';
import { openDatabase, type Database } from '../db/database.ts';
import type { Environment } from '../environment.ts';
import { systemLookup } from '../mail/authentication/dns-lookups.ts';
import { checkBackend, checkDatabase, databaseExists } from './check-database.ts';
import { checkDictionaries } from './check-dictionaries.ts';
import { checkMachine } from './check-machine.ts';
import { checkMails } from './check-mails.ts';
import { checkServers } from './check-servers.ts';
import { checkSendingDomains } from './check-sending-domains.ts';
import { checkTenant } from './check-tenant.ts';
import { checkWarnings } from './check-warnings.ts';
import { fail, warn, type Diagnosis } from './diagnosis.ts';

const howToBegin = 'Begin with `postroom apply FILE`, or look around with `npm start`.';

/**
 * Looks at everything that a running Postroom stands on, from the machine up to single mails, and changes nothing.
 * What cannot be looked at because of an earlier failure is left out.
 * @param report called with each diagnosis as soon as it is there
 */
export async function examine(
  environment: Environment,
  env: SecretEnvironment,
  signal: AbortSignal,
  report: (diagnosis: Diagnosis) => void,
): Promise<void> {
  const { settings } = environment;
  const folder = dataFolder(settings.dataFolder);
  const reportAll = (diagnoses: readonly Diagnosis[]): void =>
    diagnoses.forEach((diagnosis) => report(diagnosis));
  reportAll(await checkMachine(environment, folder));
  if (!(await databaseExists(settings, folder))) {
    report(warn('embedded database', 'was never started on this data folder', howToBegin));
    return;
  }
  report(await checkBackend(settings, folder));
  const server = await openDatabaseServer(settings, { role: 'command', signal, isTried: false }).catch(
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      report(fail('database', reason, 'See what is wrong with the data folder above.'));
      return null;
    },
  );
  if (!server) return;
  try {
    const checked = await checkDatabase(server.connection, settings.databaseUrl === null);
    reportAll(checked.diagnoses);
    if (!checked.isUsable) return;
    const db = openDatabase(
      { connection: server.connection, poolSize: 2 },
      () => null,
      () => undefined,
    );
    try {
      const tenants = await readTenants(db);
      if (tenants.length === 0) report(warn('configuration', 'nothing is configured yet', howToBegin));
      for (const tenant of tenants) reportAll(checkTenant(tenant));
      const secrets = {
        resolve: (reference: string) => resolveSecret(reference, env),
        baseFolder: settings.dataFolder,
      };
      reportAll(await checkServers(db, tenants, secrets));
      reportAll(await checkWarnings(db, tenants));
      for (const tenant of tenants) reportAll(await checkSendingDomains(tenant, secrets, systemLookup()));
      for (const tenant of tenants) reportAll(await checkMails(db, tenant));
      reportAll(await checkDictionaries(folder.spelling, tenants));
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
  }
}

/** Every tenant as it is configured. */
export async function readTenants(db: Database): Promise<readonly StoredTenant[]> {
  const keys = await db.kysely.selectFrom('tenant').select('key').orderBy('id').execute();
  const tenants = await Promise.all(keys.map(({ key }) => readStoredTenant(db.kysely, key)));
  return tenants.filter((tenant) => tenant !== null);
}
