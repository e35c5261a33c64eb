import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../backend/db/database.ts';
import { type BackendProcess, startBackendProcess } from '../world/backend.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { type ImapAccount, openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';
import { type ParserBomb, parserBombs } from '../world/parser-bombs.ts';

const password = 'secret';
const hostile = 'hostile@desk.example';
const honest = 'honest@desk.example';

const open = new AsyncDisposableStack();
let backend: BackendProcess;
let db: Database;
let dovecot: Dovecot;
let bombed: ImapAccount;
let quiet: ImapAccount;

beforeAll(async () => {
  // The bombs are put there sooner so, and nothing is changed for the one who fetches them.
  const more = 'mail_fsync = never';
  dovecot = open.use(await startDovecot({ users: { [hostile]: password, [honest]: password }, more }));
  bombed = open.use(await openImapAccount(dovecot, hostile, password));
  quiet = open.use(await openImapAccount(dovecot, honest, password));
  const server = (key: string, user: string) => ({
    key,
    incoming: {
      protocol: 'imap' as const,
      host: dovecot.host,
      port: dovecot.imapsPort,
      caFile: dovecot.caFile,
      user,
      password: '${TEST_PASSWORD}',
    },
  });
  backend = open.use(
    await startBackendProcess({
      env: { TEST_PASSWORD: password },
      configuration: {
        version: 1,
        tenants: [
          {
            key: 'desk',
            name: 'Desk',
            culture: 'en-US',
            mailServers: [server('hostile', hostile), server('honest', honest)],
            serviceGroups: [{ key: 'help', name: 'Help' }],
            serviceAccesses: [{ name: 'Help', address: '*@desk.example', group: 'help' }],
          },
        ],
      },
    }),
  );
  db = await backend.openDatabase();
  open.defer(db.close);
});
afterAll(() => open.disposeAsync());

interface Queued {
  readonly server: string;
  readonly kind: string;
  readonly state: string;
  readonly group: string;
  readonly text: string;
  readonly files: readonly string[];
  readonly problem: string | null;
  /** From durable to queued. */
  readonly seconds: number;
}

async function readQueued(): Promise<readonly Queued[]> {
  const { rows } = await sql<Queued>`
    select m.origin ->> 'server' as server, m.kind, i.state, g.key as group, m.text, i.problem,
      array(select name from attachment where mail_id = m.id) as files,
      extract(epoch from a.at - m.received_at)::float8 as seconds
    from mail m join interaction i on i.mail_id = m.id join service_group g on g.id = i.service_group_id
    join audit a on a.subject = 'mail:' || m.id and a.action = 'mail.taken-in'
    order by i.id`.execute(db.kysely);
  return rows;
}

let expected = 0;

/** Everything that was sent, once it is queued. */
async function untilQueued(more: number): Promise<readonly Queued[]> {
  expected += more;
  await expect.poll(async () => (await readQueued()).length, { timeout: 90_000 }).toBe(expected);
  return (await readQueued()).slice(-more);
}

/** One that is within the limits is read, or wrapped where that would take too long. */
function isAsItShouldBe(mail: Queued | undefined, { becomes }: ParserBomb): boolean {
  if (mail?.kind !== 'wrapped') return becomes === 'read' && mail?.kind === 'message';
  const text = `Error encountered during preprocessing of this message + ${mail.problem} + Original Incoming Email is attached to this Email`;
  return mail.text === text && /^original(?:\.eml|-headers\.txt)$/.test(mail.files.join(' '));
}

test.for(parserBombs)('a mail comes through while $name is made harmless', async (bomb) => {
  const raw = bomb.compose();
  await bombed.append(raw);
  await quiet.append(composeMail(bomb.name));
  const queued = await untilQueued(2);
  const found = queued.find(({ server }) => server === 'hostile');
  const beside = queued.find(({ server }) => server === 'honest');
  console.log(
    `${bomb.name}, ${(raw.length / 1e6).toFixed(1)} MB: queued after ${found?.seconds.toFixed(2)} s, the mail beside it after ${beside?.seconds.toFixed(2)} s`,
  );
  expect(found).toMatchObject({ state: 'queued', group: 'help' });
  expect(isAsItShouldBe(found, bomb)).toBe(true);
  expect(beside).toMatchObject({ kind: 'message', state: 'queued', problem: null });
});

/** Of each way to hurt one: parts, the header, addresses, memory, time. */
const together = [
  'a million parts',
  'a million header fields',
  'a million addresses in three thousand fields',
  'ten gigabytes of S/MIME, compressed',
  'UTF-7 of 20 MB',
];

const slowest = (some: readonly Queued[]) => Math.max(...some.map(({ seconds }) => seconds)).toFixed(2);

test('several of them at once hold up no other mailbox', async () => {
  // The same bytes would be the same mails.
  for (const bomb of parserBombs.filter(({ name }) => together.includes(name)))
    await bombed.append(Buffer.concat([Buffer.from('X-Again: yes\r\n'), bomb.compose()]), 'Archive');
  await bombed.moveAll('Archive', 'INBOX');
  const mails = 10;
  for (let number = 0; number < mails; number++) await quiet.append(composeMail(`beside-${number}`));
  const queued = await untilQueued(together.length + mails);
  const beside = queued.filter(({ server }) => server === 'honest');
  console.log(
    `${together.length} at once: the last queued after ${slowest(queued)} s, the slowest mail beside them after ${slowest(beside)} s`,
  );
  expect(beside.every(({ kind }) => kind === 'message')).toBe(true);
  // Not after the bombs: between them.
  expect(queued.findIndex(({ server }) => server === 'honest')).toBeLessThan(
    queued.findLastIndex(({ server }) => server === 'hostile'),
  );
});
