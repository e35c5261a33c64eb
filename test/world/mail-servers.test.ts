import { readFile } from 'node:fs/promises';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { startDovecot } from './dovecot.ts';
import { startExim } from './exim.ts';
import { openImapAccount } from './imap-account.ts';
import { composeMail, readMailNumber } from './mail-samples.ts';
import { startSmtpSink } from './smtp-sink.ts';

const user = 'help@desk.example';
const password = 'secret';

test('Exim delivers local mail to Dovecot and passes the rest on to the sink', async () => {
  await using dovecot = await startDovecot({ users: { [user]: password } });
  await using sink = await startSmtpSink();
  await using exim = await startExim({
    user,
    password,
    localDomain: 'desk.example',
    lmtpPort: dovecot.lmtpPort,
    relayPort: sink.port,
  });
  const transport = createTransport({
    host: exim.host,
    port: exim.smtpPort,
    requireTLS: true,
    auth: { user, pass: password },
    tls: { ca: await readFile(exim.caFile, 'utf8') },
  });
  await transport.sendMail({ envelope: { from: user, to: 'a@elsewhere.example' }, raw: composeMail(1) });
  await transport.sendMail({ envelope: { from: 'b@elsewhere.example', to: user }, raw: composeMail(2) });
  await expect(
    transport.sendMail({ envelope: { from: user, to: 'nosuch@desk.example' }, raw: composeMail(3) }),
  ).rejects.toThrow('550');
  await sink.waitFor(1);
  expect(sink.messages.map((message) => message.to)).toEqual([['a@elsewhere.example']]);
  await using account = await openImapAccount(dovecot, user, password);
  await expect
    .poll(async () => (await account.list()).map((entry) => readMailNumber(entry.raw)), { timeout: 20_000 })
    .toEqual(['2']);
});

test('a renumbered mailbox has the same mails under another UIDVALIDITY', async () => {
  await using dovecot = await startDovecot({ users: { [user]: password } });
  const before = await (async () => {
    await using account = await openImapAccount(dovecot, user, password);
    await account.append(composeMail(1));
    await account.append(composeMail(2));
    return await account.uidValidity();
  })();
  await dovecot.renumber(user);
  await using account = await openImapAccount(dovecot, user, password);
  expect(await account.uidValidity()).not.toBe(before);
  const numbers = (await account.list()).map((entry) => readMailNumber(entry.raw));
  expect(new Set(numbers)).toEqual(new Set(['1', '2']));
});
