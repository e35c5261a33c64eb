// 10,000 mails that wait in one IMAP mailbox when the backend comes: mails per second to durable (raw bytes committed)
// and to queued, beside what one process reads of the same mails without storing anything, and the memory they take.
// `POSTROOM_BENCH_MAILS` sets another number; the numbers per second are those of this machine.
import { setTimeout as delay } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { sql } from 'kysely';
import { startBackendProcess } from '../world/backend.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeCustomerMail, measureReadingOf } from './customer-mails.ts';
import { readLoad } from './process-load.ts';

const user = 'help@desk.example';
const password = 'secret';
const mails = Number(process.env['POSTROOM_BENCH_MAILS'] ?? 10_000);
/** Of how many the reading alone is measured, before and after. */
const sample = Math.min(mails, 2_000);

// The mails are put there sooner so, and nothing is changed for the one who fetches them.
await using dovecot = await startDovecot({ users: { [user]: password }, more: 'mail_fsync = never' });

async function fill(from: number, to: number): Promise<void> {
  await using account = await openImapAccount(dovecot, user, password);
  for (let index = from; index < to; index++) await account.append(composeCustomerMail(user, String(index)));
}

const quarter = Math.ceil(mails / 4);
await Promise.all([0, 1, 2, 3].map((part) => fill(part * quarter, Math.min(mails, (part + 1) * quarter))));
const sampled = Array.from({ length: sample }, (_, index) => composeCustomerMail(user, String(index)));
// What the reader has to warm up is not measured.
measureReadingOf(sampled);
const readBefore = measureReadingOf(sampled);

await using backend = await startBackendProcess({
  env: { BENCH_PASSWORD: password },
  configuration: {
    version: 1,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'de-DE',
        mailServers: [
          {
            key: 'main',
            incoming: {
              protocol: 'imap',
              host: dovecot.host,
              port: dovecot.imapsPort,
              caFile: dovecot.caFile,
              user,
              password: '${BENCH_PASSWORD}',
            },
          },
        ],
        serviceGroups: [{ key: 'help', name: 'Help', email: user }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
      },
    ],
  },
});
const db = await backend.openDatabase();

interface Progress {
  readonly stored: number;
  readonly queued: number;
  /** Seconds from the first commit to the last, and the mails after the first. */
  readonly storing: number;
  readonly after_first: number;
  readonly queuing: number;
}

async function readProgress(): Promise<Progress> {
  const { rows } = await sql<Progress>`
    with first as (select min(received_at) as at from mail)
    select (select count(*)::int from mail) as stored,
      (select count(*)::int from interaction) as queued,
      (select extract(epoch from max(received_at) - first.at)::float from mail) as storing,
      (select count(*)::int from mail where received_at > first.at) as after_first,
      (select extract(epoch from max(at) - first.at)::float from audit where action = 'mail.taken-in') as queuing
    from first`.execute(db.kysely);
  const [row] = rows;
  if (!row) throw new Error('the database tells nothing');
  return row;
}

let peak = 0;
let progress = await readProgress();
while (progress.queued < mails) {
  const load = await readLoad(backend.pid);
  peak = Math.max(peak, load.own + load.workers);
  await delay(250);
  progress = await readProgress();
}
const readAfter = measureReadingOf(sampled);
await db.close();

const reading = (readBefore + readAfter) / 2;
const durable = progress.after_first / progress.storing;
const queued = mails / progress.queuing;
const perSecond = (rate: number): string => `${rate.toFixed(0).padStart(5)} mails/s`;
console.log(`${mails} mails of some 20 KB waiting in one mailbox, ${availableParallelism()} cores:`);
console.log(`  to durable                       ${perSecond(durable)}`);
console.log(`  to queued                        ${perSecond(queued)}`);
console.log(
  `  only read, by one process        ${perSecond(reading)} (before and after: ${readBefore.toFixed(0)}, ${readAfter.toFixed(0)})`,
);
console.log(`  durable to only read             ${(durable / reading).toFixed(2)}`);
console.log(`  queued to only read              ${(queued / reading).toFixed(2)}`);
console.log(`  most memory, process and workers ${peak.toFixed(0).padStart(5)} MB`);
