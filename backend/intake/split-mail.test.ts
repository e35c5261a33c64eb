import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailId } from '../../contract/domain/ids.ts';
import { openTestIntake, type TestIntake } from './test-intake.ts';

const tenant = (splitting: string) => `version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    ${splitting}
    serviceGroups: [{ key: orders, name: Orders }, { key: billing, name: Billing }]
    serviceAccesses:
      - { name: Orders, address: "orders*@example.com", group: orders }
      - { name: Billing, address: billing@example.com, group: billing }
    rules:
      - { name: Copy, when: { header: { name: X-Split-For, startsWith: billing } }, then: { tags: copy } }
`;
const splitting = 'splitting: { copyMessageToRecipients: true, copyMessageWithHeader: X-Split-For }';

let intake: TestIntake;
beforeAll(async () => {
  intake = await openTestIntake(tenant(splitting));
});
afterAll(() => intake[Symbol.asyncDispose]());

/** Each asks after something else, so that none continues another. */
let asked = 0;
const toMany = () =>
  'From: a@b.example\r\nTo: orders.fr@example.com, Other <x@elsewhere.example>, Orders <orders@example.com>\r\n' +
  'Cc: billing@example.com, ORDERS@example.com\r\nMessage-ID: <1@b.example>\r\nSubject: Where is the blue jacket of my order ' +
  `${++asked}?\r\n` +
  'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nText\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nPDF\r\n--x--\r\n';

async function interactionsOf(mailId: MailId) {
  const { rows } = await sql<Record<string, unknown>>`
    select m.copy_for, g.key as group, m.attached_data ->> 'X-Split-For' as header, i.tags,
      i.routing -> 'matched' ->> 'address' as matched, i.state, m.state as mail_state, m.message_id,
      (select count(*)::int from attachment a where a.mail_id = m.id) as files,
      m.source_sha256 = o.source_sha256 and m.received_at = o.received_at as same
    from mail m join mail o on o.id = ${mailId} join interaction i on i.mail_id = m.id
    join service_group g on g.id = i.service_group_id
    where m.id = ${mailId} or m.copy_of = ${mailId} order by m.id`.execute(intake.world.db.kysely);
  return rows;
}

test('a mail to several service accesses becomes an interaction for each recipient, once', async () => {
  const mailId = await intake.receive(toMany());
  const made = await Promise.all(Array.from({ length: 5 }, () => intake.takeIn(mailId)));
  expect(made.flat().filter((id) => id !== null)).toHaveLength(1);
  const same = { same: true, files: 1, state: 'queued', mail_state: 'read', message_id: '1@b.example' };
  expect(await interactionsOf(mailId)).toEqual([
    {
      ...same,
      copy_for: 'orders.fr@example.com',
      group: 'orders',
      header: 'orders.fr@example.com',
      matched: 'orders.fr@example.com',
      tags: [],
    },
    {
      ...same,
      copy_for: 'orders@example.com',
      group: 'orders',
      header: 'orders@example.com',
      matched: 'orders@example.com',
      tags: [],
    },
    {
      ...same,
      copy_for: 'billing@example.com',
      group: 'billing',
      header: 'billing@example.com',
      matched: 'billing@example.com',
      tags: ['copy'],
    },
  ]);
  const { rows } = await sql<{ detail: { copies: unknown[]; leftOut: unknown[] } }>`
    select detail from audit where action = 'mail.split' and subject = ${`mail:${mailId}`}`.execute(
    intake.world.db.kysely,
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.detail).toMatchObject({ copies: [{ mail: mailId }, {}, {}], leftOut: [] });
});

test('by SMTP a mail is split among those whom it was handed over for', async () => {
  const origin = { via: 'smtp', sender: 'a@b.example', client: '::1' } as const;
  const one = await intake.receive(toMany(), { ...origin, recipients: ['billing@example.com'] });
  const two = await intake.receive(toMany(), {
    ...origin,
    recipients: ['billing@example.com', 'orders@example.com'],
  });
  await intake.takeIn(one, two);
  expect(await interactionsOf(one)).toMatchObject([{ group: 'billing', header: null }]);
  expect(await interactionsOf(two)).toMatchObject([
    { matched: 'orders@example.com' },
    { matched: 'billing@example.com' },
  ]);
});

test('a mail to one service access is no copy', async () => {
  const mailId = await intake.receive('From: a@b.example\r\nTo: orders@example.com, x@y.example\r\n\r\nx');
  await intake.takeIn(mailId);
  expect(await interactionsOf(mailId)).toMatchObject([{ copy_for: null, header: null }]);
});

const written = (fields: readonly string[]) =>
  Buffer.from(['From: Kim <kim@b.example>', ...fields, '', 'Where is it?'].join('\r\n')).toString();

async function threadsOf(mailId: MailId) {
  const { rows } = await sql<Record<string, unknown>>`
    select m.copy_for as for, im.interaction_id as id, im.threading ->> 'rule' as rule,
      (select count(*)::int from interaction_mail all_of where all_of.interaction_id = im.interaction_id) as mails
    from mail m join interaction_mail im on im.mail_id = m.id
    where m.id = ${mailId} or m.copy_of = ${mailId} order by m.id`.execute(intake.world.db.kysely);
  return rows;
}

test('each copy continues the thread of its recipient, by reference or by subject', async () => {
  const to = 'To: orders@example.com, orders.fr@example.com';
  const first = await intake.receive(
    written([to, 'Cc: billing@example.com', 'Subject: The green lamp', 'Message-ID: <lamp@b.example>']),
  );
  await intake.takeIn(first);
  const begun = await threadsOf(first);
  expect(begun.map(({ mails, rule }) => [mails, rule])).toEqual([
    [1, null],
    [1, null],
    [1, null],
  ]);
  // The order of the recipients is another one.
  const further = await intake.receive(
    written([
      'To: billing@example.com',
      `Cc: ${to.slice(4)}`,
      'Subject: Re: The green lamp',
      'In-Reply-To: <lamp@b.example>',
    ]),
  );
  const again = await intake.receive(written([to, 'Subject: The green lamp']));
  await intake.takeIn(further, again);
  const idOf = (recipient: string) => begun.find((one) => one['for'] === recipient)?.['id'];
  expect(await threadsOf(further)).toEqual(
    ['billing@example.com', 'orders@example.com', 'orders.fr@example.com'].map((recipient) => ({
      for: recipient,
      id: idOf(recipient),
      rule: 'reference',
      mails: recipient.startsWith('orders') ? 3 : 2,
    })),
  );
  expect((await threadsOf(again)).map(({ id, rule }) => [id, rule])).toEqual([
    [idOf('orders@example.com'), 'subject'],
    [idOf('orders.fr@example.com'), 'subject'],
  ]);
});

test('the limit caps the interactions, and the mail says that there were more', async () => {
  await intake.apply(tenant('splitting: { copyMessageToRecipients: true, inboundMsgCopyLimit: 2 }'));
  const mailId = await intake.receive(toMany());
  await intake.takeIn(mailId);
  expect(await interactionsOf(mailId)).toMatchObject([
    { header: null, copy_for: 'orders.fr@example.com' },
    { copy_for: 'orders@example.com' },
  ]);
  const { rows } = await sql`
    select routing ->> 'explanation' as why from interaction where mail_id = ${mailId}`.execute(
    intake.world.db.kysely,
  );
  expect(rows[0]).toMatchObject({
    why: expect.stringContaining(
      'split for 2 recipients, and 1 more would have been beyond the limit',
    ) as string,
  });
});

test('without the setting it stays one', async () => {
  await intake.apply(tenant('notReadyReasons: []'));
  const mailId = await intake.receive(toMany());
  await intake.takeIn(mailId);
  expect(await interactionsOf(mailId)).toHaveLength(1);
});
