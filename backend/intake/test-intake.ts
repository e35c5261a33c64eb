import { sql } from 'kysely';
import { applyConfiguration } from '../configuration/apply-configuration.ts';
import { formatFinding } from '../configuration/finding.ts';
import { readConfiguration } from '../configuration/read-configuration.ts';
import type { InteractionId, MailId, TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import { createMailReader, type MailReader } from '../mail/mime/mail-reader.ts';
import { receiveMail } from '../mail/receive.ts';
import { readRaws } from './read-raw.ts';
import { type MailToQueue, queueMails, readReceived } from './take-in.ts';

/** A configured tenant on a real database, to which mail comes. */
export interface TestIntake extends AsyncDisposable {
  readonly world: TestDatabase;
  readonly tenantId: TenantId;
  /** Applies another configuration. */
  readonly apply: (source: string) => Promise<void>;
  /** By default from a mailbox. */
  readonly receive: (raw: string, origin?: MailOrigin) => Promise<MailId>;
  readonly takeIn: (...mailIds: readonly MailId[]) => Promise<readonly (InteractionId | null)[]>;
}

export async function openTestIntake(source: string): Promise<TestIntake> {
  const world = await openTestDatabase({ jobs: true });
  const { db } = world;
  const reader = createMailReader({ threads: 1 });

  async function apply(text: string): Promise<void> {
    const { configuration, findings } = await readConfiguration(Buffer.from(text), 'c.yaml', '/nonexistent');
    if (!configuration) throw new Error(findings.map(formatFinding).join('\n'));
    await applyConfiguration(db, configuration, { env: {} });
  }
  await apply(source);
  const { rows } = await sql<{ id: TenantId }>`select id from tenant order by id`.execute(db.kysely);
  const [tenant] = rows;
  if (!tenant) throw new Error('the configuration has no tenant');
  return {
    world,
    tenantId: tenant.id,
    apply,
    receive: (raw, origin = { via: 'imap', server: 'main', account: 'master@example.com' }) =>
      db.transaction('system', (tx) =>
        receiveMail(tx, { tenantId: tenant.id, raw: Buffer.from(raw), origin }),
      ),
    takeIn: async (...mailIds) => {
      const mails = await Promise.all(mailIds.map((id) => readStored(db, reader, id)));
      return queueMails(
        db,
        mails.filter((mail) => mail !== null),
      );
    },
    async [Symbol.asyncDispose]() {
      await reader.stop();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** A mail that was received, as it is to be queued; null once it has been taken in. */
export async function readStored(db: Database, reader: MailReader, id: MailId): Promise<MailToQueue | null> {
  const [raw] = await readRaws(db, [id]);
  return raw ? readReceived(reader, raw) : null;
}
