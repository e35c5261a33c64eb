import { type Database, openDatabase } from '../../backend/db/database.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { type SmtpSink, startSmtpSink } from '../world/smtp-sink.ts';
import { divide, inflictFaults, planFaults } from './inflict-faults.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { seedRandom } from './seeded-random.ts';

const user = 'master@desk.example';
const password = 'secret';

/**
 * Numbered mails to two service accesses come into a mailbox while backend and database are killed again and again.
 * Each has to become one interaction for each of the two (G18), and to be confirmed once (M25): of the two
 * confirmations that are asked for, one is suppressed, and of what was killed while it was sent nothing goes twice.
 */
export async function runConfirmRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const faults = planFaults(random, settings.faults);
  const shares = divide(settings.mails, faults.length + 1);

  await using dovecot = await startDovecot({ users: { [user]: password } });
  await using account = await openImapAccount(dovecot, user, password);
  await using sink = await startSmtpSink({ without: ['STARTTLS'] });
  await using backend = await openKillableBackend({ env: { TEST_PASSWORD: password } });
  await backend.apply({
    version: 1,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        splitting: { copyMessageToRecipients: true, copyMessageWithHeader: 'X-For' },
        templates: [{ name: 'Received', text: 'Thank you.' }],
        mailServers: [
          {
            key: 'main',
            incoming: {
              protocol: 'imap',
              host: dovecot.host,
              port: dovecot.imapPort,
              security: 'none',
              user,
              password: '${TEST_PASSWORD}',
            },
            outgoing: {
              protocol: 'smtp',
              host: sink.host,
              port: sink.port,
              security: 'none',
              sentCopy: false,
            },
          },
        ],
        serviceGroups: ['help', 'sales'].map((key) => ({
          key,
          name: key,
          email: `${key}@desk.example`,
          confirmation: { open: 'Received' },
        })),
        serviceAccesses: ['help', 'sales'].map((group) => ({
          name: group,
          address: `${group}@desk.example`,
          group,
        })),
      },
    ],
  });
  const bring = async (share: number): Promise<void> => {
    for (const number of shares[share] ?? []) await account.append(compose(number));
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
      async () => `${await countUnfinished(db, settings.mails)} steps are left`,
    );
    const { problems, uncertain } = await judge(db, sink, settings.mails);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: faults.map(({ fault }) => fault),
      problems,
      remarks: `${uncertain} uncertain`,
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    throw new Error(`seed ${settings.seed}\n${backend.log().slice(-30_000)}`, { cause: error });
  } finally {
    await db.close();
  }
}

/** Of today, since older mail is not confirmed. */
function compose(number: number): string {
  return composeMail(number, { to: 'help@desk.example, sales@desk.example' }).replace(
    /^Date: .*$/m,
    `Date: ${new Date().toUTCString()}`,
  );
}

async function countUnfinished({ pool }: Database, mails: number): Promise<number> {
  const { rows } = await pool.query<{ readonly left: string }>(
    `select (select greatest(0, $1::int - count(*)) from mail where direction = 'in' and copy_of is null)
       + (select count(*) from mail where state = 'received')
       + (select count(*) from automatic_mail where state = 'planned')
       + (select count(*) from outgoing where state in ('queued', 'sending', 'data-sent')) as left`,
    [mails],
  );
  return Number(rows[0]?.left);
}

async function judge(
  { pool }: Database,
  sink: SmtpSink,
  mails: number,
): Promise<{ readonly problems: readonly string[]; readonly uncertain: number }> {
  const { rows } = await pool.query<{
    readonly bytes: Buffer;
    readonly groups: string;
    readonly copies: string;
    readonly ledger: string;
    readonly sent: string | null;
  }>(
    `select b.bytes, count(*) as copies, string_agg(g.key || ' ' || (m.attached_data ->> 'X-For'), ', ' order by g.key) as groups,
       string_agg(a.state, ', ' order by a.state) as ledger, max(o.state) as sent
     from mail m join blob b on b.sha256 = m.source_sha256
     left join interaction i on i.mail_id = m.id left join service_group g on g.id = i.service_group_id
     left join automatic_mail a on a.mail_id = m.id left join outgoing o on o.id = a.outgoing_id
     where m.direction = 'in' group by b.sha256, b.bytes`,
  );
  const problems: string[] = [];
  const say = (number: string | null, what: string) => problems.push(`mail ${number}: ${what}`);
  if (rows.length !== mails) problems.push(`${rows.length} mails came of ${mails}`);
  for (const { bytes, groups, copies, ledger, sent } of rows) {
    const number = readMailNumber(bytes);
    const got = sink.messages.filter(({ to }) => to[0] === `customer-${number}@example.com`).length;
    if (copies !== '2' || groups !== 'help help@desk.example, sales sales@desk.example') say(number, groups);
    if (ledger !== 'sent, suppressed') say(number, `the ledger has ${ledger}`);
    if (got > 1 || (got === 0 && sent !== 'uncertain')) say(number, `confirmed ${got} times, ${sent}`);
  }
  return { problems, uncertain: rows.filter(({ sent }) => sent === 'uncertain').length };
}
