import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailId } from '../../contract/domain/ids.ts';
import { createMailReader, type MailReader } from '../mail/mime/mail-reader.ts';
import { openTestIntake, type TestIntake, readStored } from './test-intake.ts';
import { queueMails } from './take-in.ts';

const head = 'From: Ann <ann@customer.example>\r\nTo: orders@example.com\r\nSubject: Plans\r\n';
let intake: TestIntake;
/** Would itself read no more than a thousand bytes. */
let reader: MailReader;

beforeAll(async () => {
  reader = createMailReader({ threads: 1, maxBytes: 1000 });
  intake = await openTestIntake(`version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    defaultDomain: example.com
    serviceGroups: [{ key: orders, name: Orders }]
    serviceAccesses: [{ name: Orders, address: orders@example.com, group: orders }]
`);
  await sql`
    insert into mail_server (tenant_id, key, incoming)
    values (${intake.tenantId}, 'main', '{"protocol":"imap","maximumMessageBytes":5000}')`.execute(
    intake.world.db.kysely,
  );
});
afterAll(async () => {
  await intake[Symbol.asyncDispose]();
  await reader.stop();
});

async function takeIn(mailId: MailId) {
  const read = await readStored(intake.world.db, reader, mailId);
  if (!read) throw new Error('the mail is not there');
  await queueMails(intake.world.db, [read]);
  const { rows } = await sql<Record<string, unknown>>`
    select m.kind, m.subject, m.from_address, m.text, m.attached_data, i.problem, i.kind as marked, g.key as group,
      (select json_agg(json_build_object('name', a.name, 'type', a.type, 'bytes', convert_from(b.bytes, 'UTF8')))
        from attachment a join blob b on b.sha256 = a.sha256 where a.mail_id = m.id) as files
    from mail m join interaction i on i.mail_id = m.id join service_group g on g.id = i.service_group_id
    where m.id = ${mailId}`.execute(intake.world.db.kysely);
  return rows[0];
}

test('what a server may deliver is read, whatever the reader would read by itself', async () => {
  const raw = `${head}\r\n${'A long story. '.repeat(300)}`;
  expect(raw.length).toBeGreaterThan(4000);
  const mail = await takeIn(await intake.receive(raw));
  expect(mail).toMatchObject({ kind: 'message', problem: null, group: 'orders' });
});

test('beyond what its server may deliver a mail is not taken apart, but wrapped', async () => {
  const mail = await takeIn(await intake.receive(`${head}\r\n${'A long story. '.repeat(400)}`));
  expect(mail).toMatchObject({ kind: 'wrapped', subject: 'Plans', from_address: 'ann@customer.example' });
});

test('a mail of which only the header could be fetched becomes a wrapping message with that attached', async () => {
  const problem = 'The mail has 120 MB, more than the 100 MB that are taken in; only its headers were read.';
  const mail = await takeIn(
    await intake.receive(`${head}\r\n`, {
      via: 'imap',
      server: 'main',
      account: 'master@example.com',
      problem,
    }),
  );
  expect(mail).toEqual({
    kind: 'wrapped',
    marked: 'wrapped',
    group: 'orders',
    subject: 'Plans',
    from_address: 'ann@customer.example',
    text: `Error encountered during preprocessing of this message + ${problem} + Original Incoming Email is attached to this Email`,
    attached_data: { _AttachmentFileNames: 'original-headers.txt', _WrappingMessageReason: problem },
    problem,
    files: [{ name: 'original-headers.txt', type: 'text/rfc822-headers', bytes: `${head}\r\n` }],
  });
});
