import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import { findMails } from '../archive/import/find-mails.ts';
import { type ImportPlan, type MailToImport, importMails } from '../archive/import/import-mails.ts';
import type { Database } from '../db/database.ts';
import { readRoutingTable } from '../intake/routing-table.ts';
import { openSessionLocks } from '../mail/session-locks.ts';
import { createMailReader } from '../mail/mime/mail-reader.ts';
import { suggestName } from '../texts/nearest-name.ts';
import { type Command, type CommandIo, WrongUsage } from './command.ts';
import { withDatabase } from './with-database.ts';

const usage = `postroom import PATH… [--tenant KEY] [--group KEY]

Puts the mails of an old archive into the archive, where they are found and read like all others; nobody is offered
them. PATH is an .eml file, a mailbox file (mbox), a Maildir, or a folder that holds any of these at any depth. Mail
from an address of the tenant counts as sent. Mails whose bytes are in the archive already are passed over, so an
interrupted import is simply run again.

  --tenant KEY  needed where there are several
  --group KEY   whose mail it is where no service access matches; default: the unrouted group

Exit status 1 if something could not be read; the rest is imported all the same.`;

/** In one transaction: few enough that an interruption costs nothing, enough that the disk is not waited for. */
const batch = 50;
/** Bytes of one transaction, beyond which it takes fewer. */
const batchBytes = 32 * 1024 * 1024;
/** Mails between two lines of progress. */
const lineEvery = 1000;

export const importCommand: Command = {
  name: 'import',
  summary: 'put the mails of an old archive into the archive',
  usage,
  async run(args, io) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' }, group: { type: 'string' } },
    });
    if (positionals.length === 0) throw new WrongUsage('name the mails of the old archive');
    return withDatabase(io, async (db) => {
      const plan = await makePlan(db, values.tenant, values.group);
      const locks = openSessionLocks(db);
      try {
        const lock = await locks.tryLock(`import:${plan.table.tenantId}`);
        if (!lock) throw new ExpectedError('state-conflict', 'Another import for this tenant is running.');
        return await importAll(db, plan, positionals, io);
      } finally {
        await locks.stop();
      }
    });
  },
};

async function importAll(
  db: Database,
  plan: ImportPlan,
  paths: readonly string[],
  io: CommandIo,
): Promise<number> {
  const reader = createMailReader({ threads: availableParallelism() });
  let imported = 0;
  let known = 0;
  let unreadable = 0;
  let told = 0;
  let waiting: MailToImport[] = [];
  let waitingBytes = 0;
  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return;
    const count = await importMails(db, reader, plan, waiting);
    imported += count.imported;
    known += count.known;
    waiting = [];
    waitingBytes = 0;
    if (imported + known - told < lineEvery) return;
    told = imported + known;
    io.err(`${imported} imported, ${known} were there already …`);
  };
  try {
    for (const path of paths) {
      for await (const mail of findMails(resolve(io.cwd, path), path)) {
        if (io.signal.aborted) break;
        if (mail.state === 'unreadable') {
          unreadable++;
          io.err(`${mail.place} cannot be read: ${mail.why}`);
          continue;
        }
        waiting.push(mail);
        waitingBytes += mail.raw.length;
        if (waiting.length >= batch || waitingBytes >= batchBytes) await flush();
      }
    }
    await flush();
  } finally {
    await reader.stop();
  }
  const rest = unreadable > 0 ? `, ${unreadable} could not be read` : '';
  io.out(`${imported} imported, ${known} were there already${rest}.`);
  if (io.signal.aborted) io.err('Interrupted; run it again to go on.');
  return unreadable > 0 || io.signal.aborted ? 1 : 0;
}

async function makePlan(
  db: Database,
  tenantKey: string | undefined,
  groupKey: string | undefined,
): Promise<ImportPlan> {
  const tenants = await db.kysely.selectFrom('tenant').select(['id', 'key']).orderBy('key').execute();
  const keys = tenants.map(({ key }) => key);
  const tenant =
    tenantKey === undefined && tenants.length === 1
      ? tenants[0]
      : tenants.find(({ key }) => key === tenantKey);
  if (!tenant) {
    throw new ExpectedError(
      'not-found',
      tenantKey === undefined
        ? `Say with --tenant whose archive it is: ${keys.join(', ') || 'there is no tenant yet'}.`
        : `There is no tenant “${tenantKey}”${suggestName(tenantKey, keys)}.`,
    );
  }
  const groups = await db.kysely
    .selectFrom('service_group')
    .select(['id', 'key', 'email'])
    .where('tenant_id', '=', tenant.id)
    .where('removed_at', 'is', null)
    .execute();
  const group = groups.find(({ key }) => key === groupKey);
  if (groupKey !== undefined && !group) {
    const named = suggestName(
      groupKey,
      groups.map(({ key }) => key),
    );
    throw new ExpectedError('not-found', `There is no service group “${groupKey}”${named}.`);
  }
  const table = await readRoutingTable(db.kysely, tenant.id);
  const own = new Map<string, ServiceGroupId>();
  // A service access with wildcards is no address that anything was sent from.
  for (const { address, groupId } of table.accesses) own.set(address.toLowerCase(), groupId);
  for (const { email, id } of groups) if (email) own.set(email.toLowerCase(), id);
  return { table, own, elsewhere: group?.id ?? table.unroutedGroupId };
}
