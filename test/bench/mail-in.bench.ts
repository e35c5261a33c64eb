// Mails per second from an IMAP mailbox to durable (raw bytes committed) and to queued (read, routed, offered to the
// desk), of the whole backend with its own database, beside what one process reads without storing anything. Prints
// medians over the rounds and their ratio; the numbers per second are those of this machine.
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../backend/db/database.ts';
import { startBackendProcess } from '../world/backend.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeCustomerMail, measureReadingOf } from './customer-mails.ts';

const user = 'help@desk.example';
const password = 'secret';
const rounds = 5;
const mails = 400;

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

const measureReading = (): number =>
  measureReadingOf(Array.from({ length: mails }, (_, index) => composeCustomerMail(user, `read-${index}`)));

async function waitForQueued(db: Database, count: number): Promise<void> {
  for (;;) {
    const { queued } = await db.kysely
      .selectFrom('interaction')
      .select(({ fn }) => fn.countAll<string>().as('queued'))
      .executeTakeFirstOrThrow();
    if (Number(queued) >= count) return;
    await delay(100);
  }
}

await using dovecot = await startDovecot({ users: { [user]: password }, folders: { Waiting: 'none' } });
await using account = await openImapAccount(dovecot, user, password);
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

const durable: number[] = [];
const queued: number[] = [];
const read: number[] = [];
// The first round warms up and is not counted.
for (let round = 0; round <= rounds; round++) {
  for (let index = 0; index < mails; index++)
    await account.append(composeCustomerMail(user, `${round}-${index}`), 'Waiting');
  const begun = Date.now();
  // All at once, since appending them is slower than taking them in.
  await account.moveAll('Waiting', 'INBOX');
  await waitForQueued(db, (round + 1) * mails);
  const { rows } = await sql<{ stored: Date; taken: Date }>`
    select (select max(received_at) from mail) as stored,
      (select max(at) from audit where action = 'mail.taken-in') as taken`.execute(db.kysely);
  const reading = measureReading();
  const [row] = rows;
  if (!row || round === 0) continue;
  durable.push((mails * 1000) / (row.stored.getTime() - begun));
  queued.push((mails * 1000) / (row.taken.getTime() - begun));
  read.push(reading);
}
await db.close();

const perSecond = (rates: readonly number[]): string => `${median(rates).toFixed(0).padStart(5)} mails/s`;
console.log(`${rounds} rounds of ${mails} mails of some 20 KB, medians:`);
console.log(`  in the mailbox to durable        ${perSecond(durable)}`);
console.log(`  in the mailbox to queued         ${perSecond(queued)}`);
console.log(`  only read, by one process        ${perSecond(read)}`);
console.log(`  durable to only read             ${(median(durable) / median(read)).toFixed(2)}`);
console.log(`  queued to only read              ${(median(queued) / median(read)).toFixed(2)}`);
