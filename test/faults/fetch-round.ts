import { setTimeout as delay } from 'node:timers/promises';
import { incomingServer } from '../../contract/domain/mail-server.ts';
import { type Database, openDatabase } from '../../backend/db/database.ts';
import { hashBytes } from '../../backend/mail/receive.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';
import { startFaultProxy, type WireFault } from './fault-proxy.ts';
import { divide } from './inflict-faults.ts';
import { countUnfinished, describeIntakeDesk, describeStanding, password, user } from './intake-desk.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import { judgeMailbox, judgeRows, numberOf } from './judge-intake.ts';
import { openDatabaseServer } from './open-database-server.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { type SeededRandom, seedRandom } from './seeded-random.ts';

/**
 * Numbered mails are fetched by two backends at once through connections that break at every step: cut at any byte, in
 * the middle of a mail, at each command and answer, in every way; or the backend that reads is killed at that very
 * step. Meanwhile somebody else marks mails as deleted, the mailbox gets a new UIDVALIDITY, and Message-IDs are
 * missing, equal or without sense. Each mail has to be there once, whole.
 */
export async function runFetchRound(settings: RoundSettings): Promise<RoundResult> {
  const begun = Date.now();
  const random = seedRandom(settings.seed);
  const disposition = random.pick<Disposition>(dispositions);
  const plans = Array.from({ length: settings.faults }, () => planFault(random, disposition));
  const shares = divide(settings.mails, plans.length + 1);
  const mails = Array.from({ length: settings.mails }, (_, index) => composeOdd(random, index + 1));
  const renumberAt = random.next() < 0.5 ? random.between(1, plans.length) : null;

  await using dovecot = await startDovecot({ users: { [user]: password } });
  await using server = await openDatabaseServer();
  const env = { TEST_PASSWORD: password, DATABASE_URL: server.url };
  await using first = await openKillableBackend({ env });
  await using second = await openKillableBackend({ env });
  await using proxy = await startFaultProxy({ port: dovecot.imapPort, latency: () => random.between(0, 4) });
  const place = { host: proxy.host, port: proxy.port, security: 'none' as const };
  const timeouts = { connectTimeoutSeconds: 3, protocolTimeoutSeconds: 3, pollSeconds: 5 };
  await first.apply(
    describeIntakeDesk(
      incomingServer.parse({
        protocol: 'imap',
        ...place,
        ...timeouts,
        user,
        password: '${TEST_PASSWORD}',
        afterStoring: disposition,
      }),
    ),
  );
  const bring = async (share: number): Promise<void> => {
    // Anew: a session that saw another UIDVALIDITY cannot put anything in.
    await using account = await openImapAccount(dovecot, user, password);
    for (const number of shares[share] ?? []) {
      const mail = mails[number - 1];
      if (mail) await account.append(mail.raw, 'INBOX', mail.isMarked ? ['\\Deleted'] : []);
    }
  };
  await bring(0);
  await Promise.all([first.start(), second.start()]);
  const db = openDatabase(
    { connection: server.connection, poolSize: 2 },
    () => null,
    () => undefined,
  );
  try {
    for (const [number, plan] of plans.entries()) {
      const struck = proxy.arm(plan);
      await bring(number + 1);
      if (renumberAt === number + 1) await dovecot.renumber(user);
      const fault = await Promise.race([struck, delay(patience, null, { ref: false })]);
      proxy.disarm();
      if (fault?.how !== 'pass') continue;
      // Whichever of the two reads.
      await Promise.all([first.kill(), second.kill()]);
      await Promise.all([first.start(), second.start()]);
    }
    const last = Date.now();
    await waitUntil(
      async () => (await countUnfinished(db, settings.mails)) === 0,
      () => describeStanding(db),
    );
    await using account = await openImapAccount(dovecot, user, password);
    return {
      seed: settings.seed,
      mails: settings.mails,
      faults: proxy.struck.map(({ direction, how, pattern }) =>
        `${how} ${direction} ${pattern ?? ''}`.trim(),
      ),
      problems: [
        ...(await judgeRows(db, settings.mails, { wasRenumbered: renumberAt !== null })),
        ...(await judgeBytes(
          db,
          mails.map(({ raw }) => raw),
        )),
        ...(await judgeMailbox(account, { afterStoring: disposition }, settings.mails)),
      ],
      remarks: `${disposition.action}${renumberAt === null ? '' : ', renumbered'}, ${proxy.struck.length} struck`,
      seconds: (Date.now() - begun) / 1000,
      settledAfterSeconds: (Date.now() - last) / 1000,
    };
  } catch (error) {
    const logs = [first, second].map((one) => one.log().slice(-15_000)).join('\n---\n');
    throw new Error(`seed ${settings.seed}, struck ${JSON.stringify(proxy.struck)}\n${logs}`, {
      cause: error,
    });
  } finally {
    await db.close();
  }
}

/** How long a planned place is waited for that may never be passed, in milliseconds. */
const patience = 8_000;

const dispositions = [
  { action: 'mark-seen' },
  { action: 'move', folder: 'Processed' },
  { action: 'trash' },
  { action: 'delete' },
] as const;
type Disposition = (typeof dispositions)[number];

/** What is said, and answered, when a stored mail is done with. */
const disposing = {
  'mark-seen': ['UID STORE', 'OK Store completed'],
  move: ['UID MOVE', 'OK Move completed'],
  trash: ['UID MOVE', 'OK Move completed'],
  delete: ['UID EXPUNGE', 'OK Expunge completed'],
} as const;

/** Of those that only pass somebody is told, who kills. */
function planFault(random: SeededRandom, disposition: Disposition): WireFault {
  const [asked, answered] = disposing[disposition.action];
  const kills = random.next() < 0.4;
  const place = random.pick<Pick<WireFault, 'direction' | 'pattern' | 'bytes'>>([
    { direction: 'to-client', bytes: random.between(0, 20_000) },
    { direction: 'to-client', pattern: 'BODY[] {', bytes: random.between(0, 10_000) },
    { direction: 'to-client', pattern: 'OK Fetch completed', bytes: random.between(0, 5) },
    { direction: 'to-server', pattern: 'UID FETCH', bytes: random.between(0, 40) },
    { direction: 'to-server', pattern: asked, bytes: random.between(0, 60) },
    { direction: 'to-client', pattern: answered, bytes: random.between(0, 5) },
    { direction: 'to-server', pattern: 'IDLE', bytes: random.between(0, 2) },
  ]);
  const how = kills ? 'pass' : random.pick(['reset', 'close', 'half-close', 'silence'] as const);
  return { ...place, how };
}

/** With a Message-ID that is missing, that of all others, or its own; some are marked by a stranger as they come. */
function composeOdd(random: SeededRandom, number: number) {
  const messageId = random.pick(['own', 'own', 'none', 'shared', 'senseless']);
  const raw = composeMail(number, {
    to: user,
    headers: [`X-Number: ${number}`],
    atLeastBytes: random.next() < 0.2 ? random.between(10_000, 60_000) : random.between(0, 3_000),
  });
  const line = {
    own: '$&',
    none: '',
    shared: 'Message-ID: <one-for-all@example.com>\r\n',
    senseless: 'Message-ID: <<not @ an id\r\n',
  };
  return {
    raw: Buffer.from(raw.replace(/^Message-ID: .*\r\n/m, line[messageId as keyof typeof line])),
    isMarked: random.next() < 0.2,
  };
}

/** What is kept is what was sent, to the last byte. */
async function judgeBytes({ kysely }: Database, mails: readonly Buffer[]): Promise<readonly string[]> {
  const rows = await kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .select(['blob.sha256', 'blob.bytes'])
    .execute();
  const sent = new Set(mails.map(hashBytes));
  return rows.flatMap(({ sha256, bytes }) =>
    sent.has(sha256) ? [] : [`mail ${numberOf(bytes)} is not as it was sent: ${bytes.length} bytes`],
  );
}
