import { incomingServer } from '../../contract/domain/mail-server.ts';
import { openDatabase } from '../../backend/db/database.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail } from '../world/mail-samples.ts';
import { divide, inflictFaults, planFaults } from './inflict-faults.ts';
import { countUnfinished, describeIntakeDesk, describeStanding, password, user } from './intake-desk.ts';
import { judgeMailbox, judgeRows, type Way, ways } from './judge-intake.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';
import type { RoundResult, RoundSettings } from './round.ts';
import { seedRandom } from './seeded-random.ts';

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
    describeIntakeDesk(
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
