import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { openDatabase } from '../../backend/db/database.ts';
import { healthReader } from '../../backend/http/health.ts';
import { startDovecot } from '../world/dovecot.ts';
import { openImapAccount } from '../world/imap-account.ts';
import { composeMail, readMailNumber } from '../world/mail-samples.ts';
import { mountSmallDisk } from '../world/small-disk.ts';
import { openKillableBackend, waitUntil } from './killable-backend.ts';

const user = 'help@desk.example';
const password = 'secret';

/** Of a size and kind that no free page of a table takes. */
function composeLarge(number: string): string {
  const text = randomBytes(300_000).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return composeMail(number, { to: user, text });
}

test('on a full disk senders are asked to wait, mails stay in their mailbox, and all goes on by itself when there is room', async ({
  skip,
}) => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'postroom-disk-'));
  try {
    await using disk = await mountSmallDisk(home, 256);
    if (!disk) {
      skip('a small disk cannot be mounted here: it takes root');
      return;
    }
    await using dovecot = await startDovecot({ users: { [user]: password } });
    await using account = await openImapAccount(dovecot, user, password);
    await using backend = await openKillableBackend({ home, env: { TEST_PASSWORD: password } });
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
      { connection: await backend.findDatabase(), poolSize: 1 },
      () => null,
      () => undefined,
    );
    const takenIn = async (): Promise<readonly string[]> => {
      const rows = await db.kysely
        .selectFrom('interaction')
        .innerJoin('mail', 'mail.id', 'interaction.mail_id')
        .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
        .select('blob.bytes')
        .execute();
      return rows.map((row) => readMailNumber(row.bytes) ?? '?').toSorted();
    };
    const hasTaken = (numbers: readonly string[]): Promise<void> =>
      waitUntil(
        async () => includesAll(await takenIn(), numbers),
        async () => `only ${(await takenIn()).join(', ')} were taken in\n${backend.log().slice(-10_000)}`,
      );
    const smtp = createTransport({
      host: '127.0.0.1',
      port: backend.smtpPort(),
      secure: false,
      ignoreTLS: true,
    });
    // The server's answer, whatever it is.
    const send = async (number: string): Promise<string> => {
      try {
        const raw = composeLarge(number);
        return (await smtp.sendMail({ envelope: { from: 'customer@example.com', to: [user] }, raw }))
          .response;
      } catch (error) {
        return error instanceof Error && 'response' in error ? String(error.response) : inspect(error);
      }
    };

    await account.append(composeLarge('imap-1'));
    expect(await send('smtp-1')).toMatch(/^250 /);
    await hasTaken(['imap-1', 'smtp-1']);

    await disk.fill();
    const answers = new Map<string, string>();
    for (let number = 2, last = ''; number < 60 && !last.startsWith('451 '); number++) {
      last = await send(`smtp-${number}`);
      answers.set(`smtp-${number}`, last);
    }
    expect([...answers.values()].at(-1)).toMatch(/^451 4\.3\.[01] /);
    expect(await healthReader(db)(null)).toEqual({ ok: false });
    const acknowledged = [...answers].flatMap(([number, answer]) =>
      answer.startsWith('250 ') ? [number] : [],
    );
    for (const number of ['imap-2', 'imap-3', 'imap-4']) await account.append(composeLarge(number));
    await waitUntil(
      () => Promise.resolve(/full|No space left|does not take mail/i.test(backend.log())),
      () => backend.log(),
    );
    expect((await account.list()).map(({ raw }) => readMailNumber(raw))).toEqual([
      'imap-2',
      'imap-3',
      'imap-4',
    ]);

    await disk.makeRoom();
    const expected = [...acknowledged, 'smtp-1', 'imap-1', 'imap-2', 'imap-3', 'imap-4'];
    await hasTaken(expected);
    expect(await send('smtp-last')).toMatch(/^250 /);
    await hasTaken([...expected, 'smtp-last']);
    expect(await healthReader(db)(null)).toEqual({ ok: true });
    // A sender who was asked to wait keeps the mail, so nothing says that it must be here; twice it must not.
    const all = await takenIn();
    expect(new Set(all).size).toBe(all.length);
    await waitUntil(
      async () => (await account.list()).length === 0,
      () => 'mails that were taken in stay in the mailbox',
    );
    await db.close();
    smtp.close();
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
});

function includesAll(found: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((one) => found.includes(one));
}
