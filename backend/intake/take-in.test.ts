import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InteractionId, MailId, TenantId } from '../../contract/domain/ids.ts';
import { readMessages } from '../archive/message-rows.ts';
import { type TestDatabase, openTestDatabase } from '../db/test-database.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import { type MailReader, createMailReader } from '../mail/mime/mail-reader.ts';
import { receiveMail } from '../mail/receive.ts';
import { type MailToQueue, queueMails } from './take-in.ts';
import { readStored } from './test-intake.ts';
import { queryWords } from './words.ts';

let world: TestDatabase;
let reader: MailReader;
let tenantId: TenantId;

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
  reader = createMailReader({ threads: 1 });
  const { rows } = await sql<{ id: TenantId }>`
    with t as (insert into tenant (key, name, culture) values ('t', 'T', 'en-US') returning id),
      m as (insert into mail_server (tenant_id, key, incoming)
        select id, 'main', '{"protocol":"imap","user":"master@example.com"}'::jsonb from t),
      g as (insert into service_group (tenant_id, key, name, culture, unrouted)
        select id, key, name, 'en-US', unrouted from t, (values ('orders', 'Orders', false), ('unrouted', 'Unrouted', true))
          v(key, name, unrouted) returning id, key, tenant_id),
      a as (insert into service_access (tenant_id, name, address, service_group_id, activated_at)
        select tenant_id, n, a, id, at::timestamptz from g, (values
          ('Orders', 'orders@example.com', '2025-01-02'), ('Older', 'ord*@example.com', '2025-01-01'),
          ('Off', '*@off.example.com', null)) v(n, a, at) where key = 'orders')
    select id from t`.execute(world.db.kysely);
  const [tenant] = rows;
  if (!tenant) throw new Error('no tenant');
  tenantId = tenant.id;
});

afterAll(async () => {
  await reader.stop();
  await world[Symbol.asyncDispose]();
});

const byImap: MailOrigin = { via: 'imap', server: 'main', account: 'master@example.com' };

function receive(raw: string, origin: MailOrigin = byImap): Promise<MailId> {
  return world.db.transaction('system', (tx) => receiveMail(tx, { tenantId, raw: Buffer.from(raw), origin }));
}

async function takeIn(mailId: MailId, by = reader): Promise<InteractionId | null> {
  const mail = await readStored(world.db, by, mailId);
  const [interactionId] = mail ? await queueMails(world.db, [mail]) : [];
  return interactionId ?? null;
}

function withFile(name: string): string {
  return (
    `From: ${name}@customer.example\r\nTo: orders@example.com\r\nSubject: ${name}\r\n` +
    'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nText\r\n--x\r\n' +
    'Content-Type: application/pdf; name=same.pdf\r\n\r\nsame\r\n--x--\r\n'
  );
}

async function interactionOf(mailId: MailId) {
  const { rows } = await sql<Record<string, unknown>>`
    select i.state, g.key as group, a.name as access, i.subject, i.from_address, i.preview, i.language, i.problem,
      i.attachment_count, i.routing, i.enqueued_at = m.received_at as keeps_place, m.state as mail_state
    from interaction i join service_group g on g.id = i.service_group_id join mail m on m.id = i.mail_id
    left join service_access a on a.id = i.service_access_id
    where i.mail_id = ${mailId}`.execute(world.db.kysely);
  expect(rows).toHaveLength(1);
  return rows[0];
}

test('a received mail becomes a queued interaction of its group, announced and audited', async () => {
  const mailId = await receive(
    'Delivered-To: master@example.com\r\nFrom: Ann <ann@customer.example>\r\nTo: orders+7@example.com\r\n' +
      'Subject: Where is my parcel?\r\nMessage-ID: <1@customer.example>\r\n' +
      'Content-Type: multipart/mixed; boundary=x\r\n\r\n' +
      '--x\r\n\r\nI ordered it last week and it has not arrived yet.\r\n> quoted\r\n' +
      '--x\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=../bill.pdf\r\n\r\nPDF\r\n--x--\r\n',
  );
  const interactionId = await takeIn(mailId);
  expect(await interactionOf(mailId)).toMatchObject({
    state: 'queued',
    group: 'orders',
    access: 'Older',
    subject: 'Where is my parcel?',
    from_address: 'ann@customer.example',
    preview: 'I ordered it last week and it has not arrived yet.',
    language: 'en',
    problem: null,
    attachment_count: 1,
    keeps_place: true,
    mail_state: 'read',
    routing: { matched: { header: 'To', address: 'orders+7@example.com' }, serviceAccess: { name: 'Older' } },
  });
  const { rows: files } = await sql`
    select a.name, convert_from(b.bytes, 'utf8') as bytes from attachment a join blob b using (sha256)
    where a.mail_id = ${mailId}`.execute(world.db.kysely);
  expect(files).toEqual([{ name: 'bill.pdf', bytes: 'PDF' }]);
  const [message] = await readMessages(world.db.kysely, [mailId]);
  expect(message?.attachedData).toEqual({ _AttachmentFileNames: 'bill.pdf' });
  const { rows: told } = await sql`
    select payload -> 'interaction' ->> 'id' as id from event`.execute(world.db.kysely);
  expect(told).toContainEqual({ id: interactionId });
  const { rows: audited } =
    await sql`select action, actor from audit where subject = ${`mail:${mailId}`}`.execute(world.db.kysely);
  expect(audited).toEqual([{ action: 'mail.taken-in', actor: 'system' }]);
});

test('taking a mail in many times at once makes one interaction', async () => {
  const mailId = await receive('From: a@b.example\r\nTo: orders@example.com\r\n\r\nonce');
  const made = await Promise.all(Array.from({ length: 8 }, () => takeIn(mailId)));
  expect(made.filter((id) => id !== null)).toHaveLength(1);
  expect(await takeIn(mailId)).toBeNull();
  await interactionOf(mailId);
});

test('the envelope of a mail that came by SMTP goes before its headers', async () => {
  const mailId = await receive('From: a@b.example\r\nTo: nobody@elsewhere.example\r\n\r\nx', {
    via: 'smtp',
    sender: 'a@b.example',
    recipients: ['orders@example.com'],
    client: '127.0.0.1',
  });
  await takeIn(mailId);
  expect(await interactionOf(mailId)).toMatchObject({
    group: 'orders',
    routing: { matched: { header: 'SMTP envelope', address: 'orders@example.com' } },
  });
});

test('what fits no active service access goes to the unrouted group, with the reason', async () => {
  const mailId = await receive('From: a@b.example\r\nTo: x@off.example.com\r\n\r\nx');
  await takeIn(mailId);
  expect(await interactionOf(mailId)).toMatchObject({
    group: 'unrouted',
    access: null,
    routing: {
      serviceAccess: null,
      matched: null,
      explanation: 'No active service access fits any of the recipients: x@off.example.com (To).',
    },
  });
});

test('a mail that cannot be read is queued as a wrapping message with the reason', async () => {
  const hasty = createMailReader({ threads: 1, timeoutMs: 1 });
  const html = '<p>a'.repeat(400_000);
  const mailId = await receive(
    `From: a@b.example\r\nTo: orders@example.com\r\nSubject: Bomb\r\nContent-Type: text/html\r\n\r\n${html}`,
  );
  await takeIn(mailId, hasty);
  await hasty.stop();
  expect(await interactionOf(mailId)).toMatchObject({
    group: 'orders',
    subject: 'Bomb',
    problem: 'The mail could not be read within 0.001 s.',
    attachment_count: 1,
  });
  const [message] = await readMessages(world.db.kysely, [mailId]);
  expect(message?.attachedData).toEqual({
    _AttachmentFileNames: 'original.eml',
    _WrappingMessageReason: 'The mail could not be read within 0.001 s.',
  });
  expect(message?.attachments[0]).toMatchObject({ name: 'original.eml', type: 'message/rfc822' });
});

test('NUL and broken Unicode do not keep a mail from being stored', async () => {
  const mailId = await receive('From: A\0 <a\0@b.example>\r\nSubject: \0\r\n\r\na\0b &#0; \ud800');
  await takeIn(mailId);
  expect(await interactionOf(mailId)).toMatchObject({ from_address: 'a@b.example', group: 'unrouted' });
});

test('the words of a mail are found in any language, by parts of addresses and by order numbers', async () => {
  const mailId = await receive(
    'From: Jörg <joerg.mueller@kunde.example>\r\nSubject: Größe\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n' +
      '注文番号AB-12/3456の件です。 ฉันยังไม่ได้รับพัสดุ Ça coûte 5 € лежит',
  );
  await takeIn(mailId);
  const find = async (text: string) => {
    const { rows } = await sql<{ found: boolean }>`
      select words @@ to_tsquery('simple', ${queryWords(text)}) as found from mail where id = ${mailId}`.execute(
      world.db.kysely,
    );
    return rows[0]?.found;
  };
  for (const text of [
    'grosse',
    'GRÖ',
    '注文番号',
    'AB-12/3456',
    'ab-12',
    '3456',
    'พัสดุ',
    'coute',
    'лежит',
    'joerg.mueller@kunde.example',
    'kunde',
    'mueller@ku',
    'jorg größe',
  ]) {
    expect([text, await find(text)]).toEqual([text, true]);
  }
  for (const text of ['klein', 'AB-13', 'jorg klein'])
    expect([text, await find(text)]).toEqual([text, false]);
});

test('what pictures say in place of themselves is found as well', async () => {
  const mailId = await receive(
    'From: a@b.example\r\nContent-Type: text/html\r\n\r\n<p>See</p><img src="cid:a" alt="Receipt Q-7788">',
  );
  await takeIn(mailId);
  const { rows } = await sql<{ text: string; found: boolean }>`
    select text, words @@ to_tsquery('simple', ${queryWords('q-7788')}) as found from mail where id = ${mailId}`.execute(
    world.db.kysely,
  );
  expect(rows).toEqual([{ text: 'See', found: true }]);
});

test('mails that are queued together each become their own interaction, with the files that they share', async () => {
  const ids = await Promise.all(['one', 'two', 'three'].map((name) => receive(withFile(name))));
  await takeIn(ids[1] as MailId);
  const mails = await Promise.all(ids.map((id) => readStored(world.db, reader, id)));
  const fresh = mails.filter((mail) => mail !== null);
  const again = { ...(fresh[0] as MailToQueue), id: ids[1] as MailId };
  const made = await queueMails(world.db, [...fresh, again]);
  expect(made).toEqual([expect.any(String), expect.any(String), null]);
  for (const [index, subject] of ['one', 'two', 'three'].entries()) {
    expect(await interactionOf(ids[index] as MailId)).toMatchObject({ subject, attachment_count: 1 });
  }
});

test('what a customer wrote anew is kept beside the whole text, where that is less', async () => {
  const quoting = await receive(
    'From: q@customer.example\r\nTo: orders@example.com\r\nSubject: Re: x\r\n\r\nYes, please.\r\n\r\nOn Monday Orders wrote:\r\n> Shall we?\r\n',
  );
  const plain = await receive('From: p@customer.example\r\nTo: orders@example.com\r\n\r\nYes, please.\r\n');
  await takeIn(quoting);
  await takeIn(plain);
  const [first, second] = await readMessages(world.db.kysely, [quoting, plain]);
  expect(first).toMatchObject({ replyText: 'Yes, please.', text: expect.stringContaining('> Shall we?') });
  expect(second).not.toHaveProperty('replyText');
});
