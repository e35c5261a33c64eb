import { type Database, openDatabase } from '../../backend/db/database.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { divide, inflictFaults, planFaults } from './inflict-faults.ts';
import { password, user } from './intake-desk.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { type SeededRandom, seedRandom } from './seeded-random.ts';
import { describeWholeDesk } from './whole-desk.ts';

type Kind = 'person' | 'report' | 'away' | 'list' | 'no-reply' | 'unmarked';

/**
 * Reports, out-of-office replies, lists and senders that want no answer storm into a mailbox whose mails are confirmed,
 * among mails of people, while all is killed. People get one confirmation each, machines none; one that gives no sign
 * gets one a thread and is stopped by the rate.
 */
export async function runStormRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const faults = planFaults(random, settings.faults);
  const mails = Array.from({ length: settings.mails }, (_, index) => composeOne(random, index + 1));
  const shares = divide(settings.mails, faults.length + 1);
  await using dovecot = await startDovecot({ users: { [user]: password } });
  await using account = await openImapAccount(dovecot, user, password);
  await using sink = await startSmtpSink({ without: ['STARTTLS'] });
  await using backend = await openKillableBackend({ env: { TEST_PASSWORD: password } });
  await backend.apply(describeWholeDesk(dovecot.imapPort, sink));
  const bring = async (share: number): Promise<void> => {
    for (const number of shares[share] ?? []) await account.append(mails[number - 1]?.raw ?? '');
  };
  await bring(0);
  await backend.start();
  const db = openDatabase(
    { connection: await backend.findDatabase(), poolSize: 2 },
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
    const got = (number: number): number =>
      sink.messages.filter(({ to }) => to[0] === `customer-${number}@example.com`).length;
    const people = mails.filter(({ kind }) => kind === 'person');
    const uncertain = await readUncertain(db);
    const chatty = sink.messages.filter(({ to }) => to[0] === machine).length;
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: faults.map(({ fault }) => fault),
      problems: [
        ...people
          .filter(({ number }) => got(number) !== 1 && !(got(number) === 0 && uncertain.has(number)))
          .map(({ number }) => `person ${number} got ${got(number)} confirmations`),
        ...mails
          .filter(({ kind, number }) => kind !== 'person' && got(number) > 0)
          .map(({ kind, number }) => `mail ${number}, ${kind}, got an automatic mail`),
        ...(chatty > 2 ? [`the machine without a sign got ${chatty} automatic mails`] : []),
      ],
      remarks: `${people.length} people, ${chatty} to the machine without a sign, ${uncertain.size} uncertain`,
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    throw new Error(`seed ${settings.seed}\n${backend.log().slice(-15_000)}`, { cause: error });
  } finally {
    await db.close();
  }
}

const machine = 'desk@machine.example.net';

/** Headers by which each kind is known, besides those of every mail. */
const marks: Readonly<Record<Kind, readonly string[]>> = {
  person: [],
  report: ['Return-Path: <>', 'Auto-Submitted: auto-replied'],
  away: ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All'],
  list: ['List-Id: News <news.example.com>', 'Precedence: list'],
  'no-reply': [],
  unmarked: [],
};

function composeOne(random: SeededRandom, number: number) {
  const kind = random.pick<Kind>(['person', 'person', 'report', 'away', 'list', 'no-reply', 'unmarked']);
  const from = {
    report: `Mail Delivery System <MAILER-DAEMON@example.com>`,
    'no-reply': `News <no-reply@example.com>`,
    unmarked: `Desk <${machine}>`,
  }[kind as string];
  const raw = composeMail(number, { to: user, headers: marks[kind], ...(from ? { from } : {}) });
  // Of today, since older mail is not confirmed.
  const dated = raw.replace(/^Date: .*$/m, `Date: ${new Date().toUTCString()}`);
  return { number, kind, raw: kind === 'report' ? asReport(dated, number) : dated };
}

function asReport(raw: string, number: number): string {
  const [header = ''] = raw.split('\r\n\r\n');
  return [
    header.replace(
      /^Content-Type: .*$/m,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=r',
    ),
    '',
    '--r',
    'Content-Type: text/plain',
    '',
    'Your message could not be delivered.',
    '--r',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.com',
    '',
    `Final-Recipient: rfc822; nobody-${number}@example.com`,
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--r--',
    '',
  ].join('\r\n');
}

async function countUnfinished({ pool }: Database, mails: number): Promise<number> {
  const { rows } = await pool.query<{ readonly left: string }>(
    `select (select greatest(0, $1::int - count(*)) from mail where direction = 'in')
       + (select count(*) from mail where state = 'received')
       + (select count(*) from automatic_mail where state = 'planned')
       + (select count(*) from outgoing where state in ('queued', 'sending', 'data-sent')) as left`,
    [mails],
  );
  return Number(rows[0]?.left);
}

/** Whose confirmation may or may not have been sent when all was killed. */
async function readUncertain({ pool }: Database): Promise<ReadonlySet<number>> {
  const { rows } = await pool.query<{ readonly recipient: string }>(
    `select a.recipient from automatic_mail a join outgoing o on o.id = a.outgoing_id where o.state = 'uncertain'`,
  );
  return new Set(rows.map(({ recipient }) => Number(/\d+/.exec(recipient)?.[0])));
}
