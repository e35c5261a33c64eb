import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { openDatabase } from '../../backend/db/database.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';

const run = promisify(execFile);
const user = 'help@desk.example';
const password = 'secret';

interface SmallDisk extends AsyncDisposable {
  readonly folder: string;
  /** Leaves no room on it. */
  readonly fill: () => Promise<void>;
  readonly makeRoom: () => Promise<void>;
}

/** A disk of its own for the data folder; null where this machine does not let us mount one. */
async function mountDisk(megabytes: number): Promise<SmallDisk | null> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-disk-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'postroom-test', folder]);
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
  await chmod(folder, 0o711);
  const ballast = path.join(folder, 'ballast');
  return {
    folder,
    async fill() {
      const { bavail, bsize } = await statfs(folder);
      await writeFile(ballast, Buffer.alloc(bavail * bsize));
    },
    makeRoom: () => rm(ballast),
    async [Symbol.asyncDispose]() {
      await run('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test('on a full disk no mail is lost: mailbox and sender keep it, and it comes in when there is room again', async ({
  skip,
}) => {
  await using disk = await mountDisk(400);
  if (!disk) return skip('a small disk cannot be mounted here: it takes root');
  await using dovecot = await startDovecot({ users: { [user]: password } });
  await using account = await openImapAccount(dovecot, user, password);
  await using backend = await openKillableBackend({ home: disk.folder, env: { TEST_PASSWORD: password } });
  await backend.apply({
    version: 1,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
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
              afterStoring: { action: 'delete' },
              pollSeconds: 1,
            },
          },
        ],
        serviceGroups: [{ key: 'help', name: 'Help', email: user }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
      },
    ],
  });
  await backend.start();
  const db = openDatabase(
    { connection: await backend.findDatabase(), poolSize: 2 },
    () => null,
    () => undefined,
  );
  const listStored = async (): Promise<Set<string | null>> => {
    const rows = await db.kysely
      .selectFrom('mail')
      .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
      .innerJoin('interaction', 'interaction.mail_id', 'mail.id')
      .select('blob.bytes')
      .execute();
    return new Set(rows.map((row) => readMailNumber(row.bytes)));
  };
  const listWaiting = async (): Promise<readonly (string | null)[]> =>
    (await account.list()).map(({ raw }) => readMailNumber(raw));

  await account.append(composeMail('before'));
  await waitUntil(async () => (await listStored()).has('before'), backend.log);

  await disk.fill();
  const large = Array.from({ length: 10 }, (_, index) => `large-${index}`);
  for (const number of large) await account.append(composeMail(number, { atLeastBytes: 3_000_000 }));
  await waitUntil(() => Promise.resolve(/disk of the database is full/.test(backend.log())), backend.log);
  const transport = createTransport({ host: '127.0.0.1', port: backend.smtpPort(), ignoreTLS: true });
  const handOver = (number: string) =>
    transport.sendMail({
      envelope: { from: 'customer@example.com', to: user },
      raw: composeMail(number, { atLeastBytes: 3_000_000 }),
    });
  await expect(handOver('by-smtp')).rejects.toMatchObject({ responseCode: 451 });
  // What is not in the database is still in the mailbox.
  expect(await listWaiting()).toContain('large-9');

  await disk.makeRoom();
  const all = ['before', ...large];
  await waitUntil(async () => {
    const stored = await listStored();
    return all.every((number) => stored.has(number)) && (await listWaiting()).length === 0;
  }, backend.log);
  await expect(handOver('by-smtp')).resolves.toMatchObject({ response: expect.stringMatching(/^250 /) });
  const { mails } = await db.kysely
    .selectFrom('mail')
    .select(({ fn }) => fn.countAll<string>().as('mails'))
    .executeTakeFirstOrThrow();
  expect(Number(mails)).toBe(all.length + 1);
  await db.close();
});
