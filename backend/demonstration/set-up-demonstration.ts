import type { Logger } from 'pino';
import type { about } from '../../contract/api/session.ts';
import type { OutputOf } from '../../contract/operation.ts';
import { installDictionary } from '../../dictionaries/install.ts';
import { applyConfiguration } from '../configuration/apply-configuration.ts';
import type { CompleteConfiguration } from '../configuration/complete-configuration.ts';
import { formatPath } from '../configuration/finding.ts';
import type { DataFolder } from '../data-folder.ts';
import type { Database } from '../db/database.ts';
import { describeDictionaries } from '../dictionaries/store.ts';
import { receiveMail } from '../mail/receive.ts';
import { demonstrationConfiguration, demonstrationPasswordVariable } from './demonstration-configuration.ts';
import { demonstrationMails } from './demonstration-mails.ts';
import { startSink } from './sink.ts';

export interface Demonstration {
  /** Gives the demonstration's SMTP port, once it listens, and says what a newcomer may know. */
  readonly describe: (smtpPort: number) => NonNullable<OutputOf<typeof about>['demonstration']>;
  readonly stop: () => Promise<void>;
}

/** No secret: the demonstration listens on this machine only and holds invented people. */
const password = 'postroom';
const cultures = ['en-US', 'en-GB', 'fr-FR', 'fr-CA', 'de-DE', 'es-ES', 'sv-SE'];

/**
 * Makes the demonstration tenant on a database that has none: its configuration, its mail of the last two days and
 * its dictionaries. What agents have done to it since is kept; sent mail goes to a sink on this machine.
 */
export async function setUpDemonstration(tools: {
  readonly db: Database;
  readonly folder: DataFolder;
  readonly log: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<Demonstration> {
  const { db, folder, log, env } = tools;
  const sink = await startSink({ folder: folder.sink });
  const configuration = await demonstrationConfiguration({ smtpSinkPort: sink.smtpPort });
  const applied = await applyConfiguration(db, configuration, {
    env: { ...env, [demonstrationPasswordVariable]: password },
  });
  const errors = applied.findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0) {
    throw new Error(
      errors.map(({ path, message }) => `demonstration.yaml: ${formatPath(path)}: ${message}`).join('\n'),
    );
  }
  await deliverMails(db, configuration);
  const ending = new AbortController();
  const dictionaries = installDictionaries(db, folder, ending.signal).catch((error: unknown) => {
    if (!ending.signal.aborted)
      log.error({ err: error }, 'a dictionary of the demonstration was not installed');
  });
  return {
    describe: (smtpPort) => describeDemonstration(configuration, { smtpPort, folder, url: sink.url }),
    stop: async () => {
      ending.abort();
      await dictionaries;
      await sink.stop();
    },
  };
}

async function deliverMails(db: Database, configuration: CompleteConfiguration): Promise<void> {
  const tenant = await db.kysely
    .selectFrom('tenant')
    .where('key', '=', configuration.tenants[0]?.key ?? '')
    .select('id')
    .executeTakeFirstOrThrow();
  const already = await db.kysely
    .selectFrom('mail')
    .where('tenant_id', '=', tenant.id)
    .select('id')
    .limit(1)
    .execute();
  if (already.length > 0) return;
  const mails = await demonstrationMails(new Date());
  await db.transaction('demonstration', async (tx) => {
    for (const { envelopeTo, raw, date } of mails.toSorted((a, b) => a.date.getTime() - b.date.getTime())) {
      const id = await receiveMail(tx, {
        tenantId: tenant.id,
        raw,
        origin: { via: 'smtp', sender: '', recipients: [envelopeTo], client: 'demonstration' },
      });
      await tx.sql.updateTable('mail').set({ received_at: date }).where('id', '=', id).execute();
    }
  });
}

/** Beside the running backend: the screens are usable before the last dictionary is there. */
async function installDictionaries(db: Database, folder: DataFolder, signal: AbortSignal): Promise<void> {
  const present = new Set((await describeDictionaries(folder.spelling)).map((one) => one.culture));
  const tenants = await db.kysely.selectFrom('tenant').select('id').execute();
  for (const culture of cultures) {
    if (signal.aborted) return;
    if (present.has(culture)) continue;
    await installDictionary({ culture, source: { from: 'package' }, target: folder.spelling, signal });
    await db.transaction('demonstration', async (tx) => {
      for (const { id } of tenants) tx.publish({ type: 'dictionaries.changed' }, { tenantId: id });
    });
  }
}

function describeDemonstration(
  configuration: CompleteConfiguration,
  places: { readonly smtpPort: number; readonly folder: DataFolder; readonly url: string },
): NonNullable<OutputOf<typeof about>['demonstration']> {
  const tenants = configuration.tenants;
  const groupNames = new Map(
    tenants.flatMap(({ serviceGroups }) => serviceGroups.map(({ key, name }) => [key, name])),
  );
  return {
    password,
    accounts: tenants
      .flatMap(({ agents }) => agents)
      .map(({ login, name, firstName, lastName, groups }) => ({
        login,
        name: name ?? `${firstName} ${lastName}`,
        groups: groups.map((key) => groupNames.get(key) ?? key),
      })),
    smtp: {
      host: '127.0.0.1',
      port: places.smtpPort,
      addresses: tenants.flatMap(({ serviceAccesses }) => serviceAccesses.map(({ address }) => address)),
    },
    sink: { folder: places.folder.sink, url: places.url },
  };
}
