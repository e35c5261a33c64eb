import { type IncomingServer, incomingServer } from '../../contract/domain/mail-server.ts';
import { type Database, openDatabase } from '../../backend/db/database.ts';
import { startDovecot } from '../world/dovecot.ts';
import { type ImapAccount, openImapAccount } from '../world/imap-account.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { divide, inflictFaults, planFaults } from './inflict-faults.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { seedRandom } from './seeded-random.ts';

const user = 'help@desk.example';
const password = 'secret';
const ways = [
  { protocol: 'imap', afterStoring: { action: 'mark-seen' } },
  { protocol: 'imap', afterStoring: { action: 'move', folder: 'Processed' } },
  { protocol: 'imap', afterStoring: { action: 'trash' } },
  { protocol: 'imap', afterStoring: { action: 'delete' } },
  { protocol: 'pop3', afterStoring: { action: 'keep' } },
  { protocol: 'pop3', afterStoring: { action: 'delete' } },
] as const;
/** How the mailbox is read, and what becomes of its mails. */
type Way = (typeof ways)[number];

/**
 * Numbered mails come into a mailbox, some before the backend runs and some while it is killed again and again, alone
 * and with its database. At the end the ledger of the mailbox, the mails, the interactions, the audit and the mailbox
 * itself are held against the numbers.
 */
export async function runIntakeRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const way = random.pick<Way>(ways);
  const faults = planFaults(random, settings.faults);
  const sizes = Array.from({ length: settings.mails }, () =>
    random.next() < 0.1 ? random.between(10_000, 200_000) : random.between(0, 3_000),
  );
  const shares = divide(settings.mails, faults.length + 1);

  await using dovecot = await startDovecot({ users: { [user]: password } });
  await using account = await openImapAccount(dovecot, user, password);
  await using backend = await openKillableBackend({ env: { TEST_PASSWORD: password } });
  await backend.apply(
    describeDesk(
      incomingServer.parse({
        ...way,
        host: dovecot.host,
        port: way.protocol === 'imap' ? dovecot.imapPort : dovecot.pop3Port,
        security: 'none',
        user,
        password: '${TEST_PASSWORD}',
        ...(way.protocol === 'pop3' ? { pollSeconds: 1 } : {}),
      }),
    ),
  );
  const bring = async (share: number): Promise<void> => {
    for (const number of shares[share] ?? [])
      await account.append(composeMail(number, { to: user, atLeastBytes: sizes[number - 1] ?? 0 }));
  };
  await bring(0);
  await backend.start();
  const connection = await backend.findDatabase();
  const db = openDatabase(
    { connection, poolSize: 2 },
    () => null,
    () => undefined,
  );
  try {
    await inflictFaults(backend, faults, bring);
    const last = Date.now();
    await waitUntil(
      async () => (await countUnfinished(db, settings.mails)) === 0,
      () => describeStanding(db),
    );
    const settledAfterSeconds = (Date.now() - last) / 1000;
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: faults.map(({ fault }) => fault),
      problems: [
        ...(await judgeRows(db, settings.mails)),
        ...(await judgeMailbox(account, way, settings.mails)),
      ],
      remarks: `${way.protocol} ${way.afterStoring.action}`,
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds,
    };
  } catch (error) {
    throw new Error(
      `seed ${settings.seed}, ${faults.map(({ fault, after, starting }) => `${fault} ${after} ${starting}`).join(', ')}
${backend.log().slice(-30_000)}`,
      { cause: error },
    );
  } finally {
    await db.close();
  }
}

function describeDesk(incoming: IncomingServer) {
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: [{ key: 'main', incoming }],
        serviceGroups: [{ key: 'help', name: 'Help', email: user }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
      },
    ],
  };
}

/** How many mails are not yet read, queued and done with in the mailbox. */
async function countUnfinished({ kysely }: Database, mails: number): Promise<number> {
  const done = await kysely
    .selectFrom('mailbox_message')
    .innerJoin('interaction', 'interaction.mail_id', 'mailbox_message.mail_id')
    .where('mailbox_message.disposed_at', 'is not', null)
    .select('mailbox_message.mail_id')
    .distinct()
    .execute();
  return Math.max(0, mails - done.length);
}

async function describeStanding({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ readonly standing: string }>(`
    select json_build_object(
      'in the ledger', (select count(*) from mailbox_message),
      'disposed of', (select count(*) from mailbox_message where disposed_at is not null),
      'mails by state', (select json_object_agg(state, n) from (select state, count(*) n from mail group by 1) s),
      'interactions', (select count(*) from interaction),
      'health', (select json_agg(h) from connection_health h),
      'jobs', (select json_agg(j) from (select name, state, count(*) n, min(start_after) "from" from jobs.job group by 1, 2) j),
      'sessions', (select json_agg(a) from (
        select state, wait_event, query, count(*) n, max(now() - state_change) as since
        from pg_stat_activity where backend_type = 'client backend' group by 1, 2, 3) a))::text as standing`);
  return rows[0]?.standing ?? '';
}

/** Every mail once: in the ledger of the mailbox, as a mail, as an interaction of the group, and in the audit. */
async function judgeRows({ kysely }: Database, mails: number): Promise<string[]> {
  const rows = await kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .leftJoin('interaction', 'interaction.mail_id', 'mail.id')
    .leftJoin('service_group', 'service_group.id', 'interaction.service_group_id')
    .select(['mail.id', 'mail.state', 'blob.bytes', 'interaction.id as interaction', 'service_group.key'])
    .execute();
  const ledger = await kysely.selectFrom('mailbox_message').select(['uid', 'mail_id']).execute();
  const audit = await kysely
    .selectFrom('audit')
    .select('subject')
    .where('action', '=', 'mail.taken-in')
    .execute();
  const problems = judgeNumbers(
    'mail',
    rows.map((row) => readMailNumber(row.bytes)),
    mails,
  );
  for (const row of rows) {
    const name = `mail ${readMailNumber(row.bytes)}`;
    const entries = ledger.filter((entry) => entry.mail_id === row.id).length;
    const taken = audit.filter(({ subject }) => subject === `mail:${row.id}`).length;
    if (row.state !== 'read') problems.push(`${name} is ${row.state}`);
    if (row.interaction === null) problems.push(`${name} has no interaction`);
    else if (row.key !== 'help') problems.push(`${name} went to ${row.key}`);
    if (entries !== 1) problems.push(`${name} is ${entries} times in the ledger of the mailbox`);
    if (taken !== 1) problems.push(`${name} was taken in ${taken} times`);
  }
  return problems;
}

/** Every mail where the configuration wants it, once, and nowhere else. */
async function judgeMailbox(account: ImapAccount, { afterStoring }: Way, mails: number): Promise<string[]> {
  const inbox = await account.list('INBOX');
  const numbers = (entries: typeof inbox) => entries.map(({ raw }) => readMailNumber(raw));
  if (afterStoring.action === 'keep') return judgeNumbers('INBOX', numbers(inbox), mails);
  if (afterStoring.action === 'mark-seen') {
    const unseen = inbox.filter(({ flags }) => !flags.includes('\\Seen'));
    return [
      ...judgeNumbers('INBOX', numbers(inbox), mails),
      ...unseen.map(({ raw }) => `mail ${readMailNumber(raw)} is not marked as seen`),
    ];
  }
  const problems = inbox.map(({ raw }) => `mail ${readMailNumber(raw)} is still in INBOX`);
  if (afterStoring.action === 'delete') return problems;
  const folder = afterStoring.action === 'trash' ? 'Trash' : afterStoring.folder;
  return [...problems, ...judgeNumbers(folder, numbers(await account.list(folder)), mails)];
}

function judgeNumbers(where: string, found: readonly (string | null)[], mails: number): string[] {
  const counts = new Map<string | null, number>();
  for (const number of found) counts.set(number, (counts.get(number) ?? 0) + 1);
  const problems: string[] = [];
  for (let number = 1; number <= mails; number++) {
    const count = counts.get(String(number)) ?? 0;
    if (count !== 1) problems.push(`${where}: number ${number} is there ${count} times`);
    counts.delete(String(number));
  }
  for (const number of counts.keys()) problems.push(`${where}: ${number} was never sent`);
  return problems;
}
