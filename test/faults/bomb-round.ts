import { type Database, openDatabase } from '../../backend/db/database.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { password } from './intake-desk.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { type SeededRandom, seedRandom } from './seeded-random.ts';

const targeted = 'targeted@desk.example';
const others = ['one@desk.example', 'two@desk.example'];

/**
 * Mails that are made to choke parsers come into one mailbox, ordinary ones into it and into others. Each bomb is
 * queued as a wrapping message with the mail itself attached, and each ordinary mail as it is.
 * @param settings.faults bombs; `remarks` says how long the longest took from stored to queued, and the others
 */
export async function runBombRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const bombs = Array.from({ length: settings.faults }, (_, index) => composeBomb(random, index + 1));
  const users = [targeted, ...others];
  await using dovecot = await startDovecot({
    users: Object.fromEntries(users.map((user) => [user, password])),
  });
  await using backend = await openKillableBackend({ env: { TEST_PASSWORD: password } });
  await backend.apply(describeDesk(dovecot.imapPort, users));
  await backend.start();
  const db = openDatabase(
    { connection: await backend.findDatabase(), poolSize: 2 },
    () => null,
    () => undefined,
  );
  try {
    const share = Math.ceil(settings.mails / users.length);
    await Promise.all(
      users.map(async (user, place) => {
        await using account = await openImapAccount(dovecot, user, password);
        for (let number = 0; number < share; number++) {
          const bomb = user === targeted ? bombs[number] : undefined;
          if (bomb) await account.append(bomb.raw);
          await account.append(composeMail(`${place}-${number}`, { to: user }));
        }
      }),
    );
    const all = share * users.length + Math.min(share, bombs.length);
    const last = Date.now();
    await waitUntil(
      async () => (await readQueued(db)).length >= all,
      async () => `${(await readQueued(db)).length} of ${all} are queued`,
    );
    const queued = await readQueued(db);
    const longest = (rows: typeof queued) => Math.max(0, ...rows.map(({ seconds }) => seconds)).toFixed(1);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: bombs.map(({ kind }) => kind),
      problems: [
        ...(queued.length === all ? [] : [`${queued.length} mails are queued, not ${all}`]),
        ...queued.flatMap(({ bytes, is_wrapped, attached }) => {
          if (!isBomb(bytes)) return is_wrapped ? [`mail ${readMailNumber(bytes)} is wrapped`] : [];
          if (!is_wrapped) return [`${nameOf(bytes)} is not wrapped`];
          return attached === bytes.length ? [] : [`${nameOf(bytes)} is attached with ${attached} bytes`];
        }),
      ],
      remarks: `bombs up to ${longest(queued.filter(({ bytes }) => isBomb(bytes)))} s, others up to ${longest(queued.filter(({ bytes }) => !isBomb(bytes)))} s`,
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    throw new Error(`seed ${settings.seed}\n${backend.log().slice(-15_000)}`, { cause: error });
  } finally {
    await db.close();
  }
}

const isBomb = (bytes: Buffer): boolean => readMailNumber(bytes) === null;

function nameOf(bytes: Buffer): string {
  return (
    /^Subject: (.*)$/m.exec(
      bytes.subarray(-500).toString('latin1') + bytes.subarray(0, 500).toString('latin1'),
    )?.[1] ?? 'a bomb'
  );
}

const part = '--x\r\n\r\n\r\n';
const multipart = (name: string): string =>
  `Content-Type: multipart/mixed; boundary=${name}\r\n\r\n--${name}\r\n`;

/** One of the kinds that only a wrapping message can be made of, larger or smaller. */
function composeBomb(random: SeededRandom, number: number): { readonly kind: string; readonly raw: Buffer } {
  const header = `From: a@b.example\r\nTo: ${targeted}\r\nSubject: Bomb ${number}\r\n`;
  const times = (least: number, most: number) => random.between(least, most);
  const kind = random.pick(['parts', 'nesting', 'mails', 'line', 'fields', 'folds']);
  const text = {
    parts: () => `${header}${multipart('x')}${part.repeat(times(200_000, 1_000_000))}`,
    nesting: () =>
      header + Array.from({ length: times(5_000, 10_000) }, (_, at) => multipart(`b${at}`)).join(''),
    mails: () => header + 'Content-Type: message/rfc822\r\n\r\n'.repeat(times(5_000, 10_000)),
    line: () => `${header}X-Long: ${'a'.repeat(times(4_000_000, 8_000_000))}\r\n\r\nbody`,
    fields: () => `${header}${'X-A: b\r\n'.repeat(times(500_000, 1_000_000))}\r\nbody`,
    folds: () => `${header}X-A: b\r\n${' c\r\n'.repeat(times(700_000, 1_000_000))}\r\nbody`,
  }[kind];
  return { kind, raw: Buffer.from(text?.() ?? '', 'latin1') };
}

async function readQueued({ pool }: Database) {
  const { rows } = await pool.query<{
    readonly bytes: Buffer;
    readonly is_wrapped: boolean;
    readonly attached: number | null;
    readonly seconds: number;
  }>(
    `select b.bytes, i.problem is not null as is_wrapped,
       (select size::int from attachment where mail_id = m.id limit 1) as attached,
       extract(epoch from a.at - m.received_at)::float as seconds
     from interaction i join mail m on m.id = i.mail_id join blob b on b.sha256 = m.source_sha256
     join audit a on a.subject = 'mail:' || m.id and a.action = 'mail.taken-in'`,
  );
  return rows;
}

function describeDesk(imapPort: number, users: readonly string[]) {
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: users.map((user, place) => ({
          key: `box-${place}`,
          incoming: {
            protocol: 'imap' as const,
            host: 'localhost',
            port: imapPort,
            security: 'none' as const,
            user,
            password: '${TEST_PASSWORD}',
          },
        })),
        serviceGroups: [{ key: 'help', name: 'Help', email: 'help@desk.example' }],
        serviceAccesses: [{ name: 'All', address: '*@desk.example', group: 'help' }],
      },
    ],
  };
}
