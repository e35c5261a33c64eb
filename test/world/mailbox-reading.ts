import { pino } from 'pino';
import { openLog } from '../../backend/log.ts';
import type { IncomingServer } from '../../contract/domain/mail-server.ts';
import type { MailId } from '../../contract/domain/ids.ts';
import type { TestDatabase } from '../../backend/db/test-database.ts';
import type { MailOrigin } from '../../backend/db/mail-tables.ts';
import { startMailboxReader } from '../../backend/mail/in/mailbox-reader.ts';
import { openSessionLocks } from '../../backend/mail/session-locks.ts';
import { configureTenant, type ConfiguredTenant } from './configured-tenant.ts';
import { readMailNumber } from './mail-samples.ts';

export interface TakenMail {
  readonly id: MailId;
  readonly bytes: Buffer;
  readonly origin: MailOrigin;
  /** As `composeMail` wrote it. */
  readonly number: string | null;
}

/** One mailbox, read as a backend does, and what became of it in the database. */
export interface MailboxReading extends AsyncDisposable {
  readonly tenant: ConfiguredTenant;
  readonly taken: () => Promise<readonly TakenMail[]>;
  /** The numbers of the mails taken in, in alphabetical order. */
  readonly numbers: () => Promise<readonly string[]>;
  /** How many mails the mailbox is done with. */
  readonly disposed: () => Promise<number>;
  readonly health: () => Promise<{ readonly state: string; readonly problem: string | null } | undefined>;
  readonly stop: () => Promise<void>;
}

/**
 * @param settings.tenant of an earlier reading of the same mailbox; default: a new one with the key `settings.key`
 * @param settings.lines takes the lines of the log
 */
export async function readMailbox(
  world: TestDatabase,
  incoming: IncomingServer,
  settings: {
    readonly key?: string;
    readonly tenant?: ConfiguredTenant;
    readonly secret?: string;
    readonly lines?: string[];
  },
): Promise<MailboxReading> {
  const { db } = world;
  const tenant = settings.tenant ?? (await configureTenant(db, { key: settings.key ?? 'desk', incoming }));
  const { lines } = settings;
  const locks = openSessionLocks(db);
  const reader = startMailboxReader(
    {
      db,
      locks,
      log: lines
        ? openLog('info', { write: (line: string) => lines.push(line) })
        : pino({ level: process.env['POSTROOM_LOG'] ?? 'silent' }),
      secrets: { resolve: () => settings.secret ?? 'secret', baseFolder: '/' },
    },
    { id: tenant.serverId, tenantId: tenant.tenantId, key: 'main', incoming },
  );
  const taken = async (): Promise<readonly TakenMail[]> => {
    const rows = await db.kysely
      .selectFrom('mail')
      .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
      .select(['mail.id', 'blob.bytes', 'mail.origin'])
      .where('mail.tenant_id', '=', tenant.tenantId)
      .orderBy('mail.id')
      .execute();
    return rows.map((row) => ({ ...row, number: readMailNumber(row.bytes) }));
  };
  const stop = async (): Promise<void> => {
    await reader.stop();
    await locks.stop();
  };
  return {
    tenant,
    taken,
    numbers: async () =>
      (await taken()).map(({ number }) => number ?? '?').toSorted((a, b) => (a < b ? -1 : 1)),
    async disposed() {
      const rows = await db.kysely
        .selectFrom('mailbox_message')
        .select('uid')
        .where('mail_server_id', '=', tenant.serverId)
        .where('disposed_at', 'is not', null)
        .execute();
      return rows.length;
    },
    health: () =>
      db.kysely
        .selectFrom('connection_health')
        .select(['state', 'problem'])
        .where('mail_server_id', '=', tenant.serverId)
        .executeTakeFirst(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
