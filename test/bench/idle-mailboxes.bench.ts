// One backend that waits for mail in many IMAP mailboxes of a real Dovecot, each over TLS by IDLE: seconds until all
// are connected, memory, processor time over a quiet minute, and seconds from the handing over of a mail for any one of
// them to its being queued. `POSTROOM_BENCH_MAILBOXES` sets another number than 1,000. Dovecot itself looks for new mail
// every second here, which is part of the time.
import { setTimeout as delay } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { createTransport } from 'nodemailer';
import { sql } from 'kysely';
import type { Database } from '../../backend/db/database.ts';
import { startBackendProcess } from '../world/backend.ts';
import { startDovecot } from '../world/dovecot.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { seedRandom } from '../faults/seeded-random.ts';
import { type ProcessLoad, readLoad } from './process-load.ts';
import { printTimes } from './print-times.ts';

const mailboxes = Number(process.env['POSTROOM_BENCH_MAILBOXES'] ?? 1000);
const password = 'secret';
const minute = 60_000;
const mails = 300;
const mailsPerSecond = 5;

const users = Array.from({ length: mailboxes }, (_, index) => `box-${index + 1}@desk.example`);
const random = seedRandom(Number(process.env['POSTROOM_BENCH_SEED'] ?? 1));

await using dovecot = await startDovecot({
  users: Object.fromEntries(users.map((user) => [user, password])),
  more: `
default_client_limit = ${mailboxes * 4 + 1000}
default_process_limit = ${mailboxes + 100}
service imap {
  process_limit = ${mailboxes + 100}
}
service imap-login {
  service_count = 0
  process_min_avail = 2
}
`,
});

function describeServer(user: string, index: number) {
  return {
    key: `box-${index + 1}`,
    incoming: {
      protocol: 'imap' as const,
      host: dovecot.host,
      port: dovecot.imapsPort,
      caFile: dovecot.caFile,
      user,
      password: '${BENCH_PASSWORD}',
    },
  };
}

await using backend = await startBackendProcess({
  env: { BENCH_PASSWORD: password },
  configuration: {
    version: 1,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: users.map(describeServer),
        serviceGroups: [{ key: 'help', name: 'Help', email: 'help@desk.example' }],
        serviceAccesses: [{ name: 'All', address: 'box-*@desk.example', group: 'help' }],
      },
    ],
  },
});
const begun = Date.now();
const db = await backend.openDatabase();

async function countConnected(): Promise<number> {
  const rows = await db.kysely
    .selectFrom('connection_health')
    .select('mail_server_id')
    .where('state', '=', 'connected')
    .execute();
  return rows.length;
}

async function waitForAll(): Promise<void> {
  for (let connected = -1; connected < mailboxes; connected = await countConnected()) {
    if (Date.now() - begun > 10 * minute)
      throw new Error(`${connected} are connected\n${backend.log().slice(-5000)}\n${await dovecot.log()}`);
    await delay(200);
  }
}

/** When each mail was first seen as queued, by its number. */
async function watchQueued(database: Database): Promise<ReadonlyMap<string, number>> {
  const queued = new Map<string, number>();
  let highest = '0';
  let looking = Promise.resolve();
  async function look(): Promise<void> {
    const { rows } = await sql<{ id: string; bytes: Buffer }>`
      select i.id, b.bytes from interaction i join mail m on m.id = i.mail_id
      join blob b on b.sha256 = m.source_sha256 where i.id > ${highest} order by i.id`.execute(
      database.kysely,
    );
    for (const { id, bytes } of rows) {
      highest = id;
      queued.set(readMailNumber(bytes) ?? '', performance.now());
    }
  }
  const client = await database.connect();
  client.on('notification', () => {
    looking = looking.then(look);
  });
  await client.query('listen postroom_event');
  return queued;
}

function printLoad(when: string, load: ProcessLoad): void {
  const all = load.own + load.workers;
  console.log(
    `${when.padEnd(40)} ${all.toFixed(0).padStart(5)} MB (${load.own.toFixed(0)} MB the process, ${load.workers.toFixed(0)} MB its workers), ${load.database.toFixed(0)} MB the database beside it`,
  );
}

function printCpu(when: string, before: ProcessLoad, after: ProcessLoad, milliseconds: number): void {
  const share = (seconds: number): string => `${((seconds * 100_000) / milliseconds).toFixed(1)} %`;
  console.log(
    `${when.padEnd(40)} ${share(after.cpu - before.cpu)} of one core, ${share(after.databaseCpu - before.databaseCpu)} the database beside it`,
  );
}

console.log(`${mailboxes} mailboxes, ${availableParallelism()} cores`);
await waitForAll();
console.log(`all connected and caught up after ${((Date.now() - begun) / 1000).toFixed(1)} s`);
printLoad('memory once connected', await readLoad(backend.pid));

// What the start has left is done with.
await delay(10_000);
const before = await readLoad(backend.pid);
const since = Date.now();
await delay(minute);
const after = await readLoad(backend.pid);
printLoad('memory after a quiet minute', after);
printCpu('processor in that minute', before, after, Date.now() - since);

const queued = await watchQueued(db);
const smtp = createTransport({
  host: dovecot.host,
  port: dovecot.lmtpPort,
  lmtp: true,
  ignoreTLS: true,
  pool: true,
});
const sent = new Map<string, number>();
const arriving = await readLoad(backend.pid);
const arrivingSince = Date.now();
for (let number = 1; number <= mails; number++) {
  const user = users[random.between(0, users.length - 1)] ?? '';
  const raw = composeMail(number, { to: user, atLeastBytes: 20_000 });
  sent.set(String(number), performance.now());
  smtp
    .sendMail({ envelope: { from: 'customer@example.com', to: user }, raw })
    .catch((error: unknown) => console.log(`mail ${number} was not delivered: ${String(error)}`));
  await delay(random.between(0, 2000 / mailsPerSecond));
}
const deadline = Date.now() + minute;
while (queued.size < mails && Date.now() < deadline) await delay(50);
const arrived = await readLoad(backend.pid);
printLoad(`memory after ${mails} mails`, arrived);
printCpu('processor while they came', arriving, arrived, Date.now() - arrivingSince);
const times = [...queued].flatMap(([number, at]) => {
  const from = sent.get(number);
  return from === undefined ? [] : [at - from];
});
printTimes('from handing over to queued', times);
if (queued.size < mails) console.log(`ONLY ${queued.size} of ${mails} were queued`);
console.log(`mailboxes connected at the end: ${await countConnected()}`);
smtp.close();
await db.close();
process.exit(queued.size < mails ? 1 : 0);
