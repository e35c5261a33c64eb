import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailId } from '../../contract/domain/ids.ts';
import { openTestIntake, type TestIntake } from './test-intake.ts';

const tenant = (rest: string) => `version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    serviceGroups: [{ key: orders, name: Orders }, { key: billing, name: Billing }]
    serviceAccesses: [{ name: Orders, address: orders@example.com, group: orders }]
${rest}`;

let intake: TestIntake;
beforeAll(async () => {
  intake = await openTestIntake(
    tenant(`    tables: [{ name: vip, values: ["*@vip.example"] }]
    rules:
      - name: Bills
        when: { subject: { matches: '\\binvoice \\d+' } }
        then: { route: billing, priority: 7, tags: [bill], language: fr }
      - { name: Parcels, when: { body: { matches: 'parcel \\d+' } }, then: { priority: 7, tags: [parcel, vip] } }
      - { name: VIP, when: { from: { inTable: vip } }, then: { tags: [vip], priority: 9 } }
      - { name: Newsletter, when: { header: { name: List-Id } }, then: { close: true } }
`),
  );
});
afterAll(() => intake[Symbol.asyncDispose]());

async function takeIn(raw: string) {
  const mailId = await intake.receive(raw);
  const [interactionId] = await intake.takeIn(mailId);
  return { mailId, ...(await read(mailId)), interactionId };
}

async function read(mailId: MailId) {
  const { rows } = await sql<Record<string, unknown> & { routing: Record<string, unknown> }>`
    select i.state, i.closed_at is not null as closed, g.key as group, i.priority, i.tags, i.language, m.language as mail_language, i.routing
    from interaction i join service_group g on g.id = i.service_group_id join mail m on m.id = i.mail_id
    where i.mail_id = ${mailId}`.execute(intake.world.db.kysely);
  expect(rows).toHaveLength(1);
  return rows[0];
}

test('what the rules say of a further mail reaches the interaction that it joins, and makes nothing less urgent', async () => {
  const customer = 'From: kim@vip.example\r\nTo: orders@example.com\r\n';
  const first = await takeIn(
    `${customer}Subject: Some question\r\nMessage-ID: <rules-1@vip.example>\r\n\r\nWhere is it?`,
  );
  expect(first).toMatchObject({ priority: 9, tags: ['vip'] });
  const same = await intake.receive(
    `${customer}Subject: Re: Some question\r\nIn-Reply-To: <rules-1@vip.example>\r\n\r\nSee parcel 5.`,
  );
  expect(await intake.takeIn(same)).toEqual([first.interactionId]);
  const joined = await read(first.mailId);
  expect(joined).toMatchObject({ priority: 9, tags: ['vip', 'parcel'] });
  expect(joined?.routing).toMatchObject({
    rules: [{ name: 'VIP' }, { name: 'Parcels', fired: true }, { name: 'VIP' }],
  });
});

test('rules route, prioritise, tag and set the language; which fired and why stands with the mail and in the audit', async () => {
  const mail = await takeIn(
    'From: a@vip.example\r\nTo: orders@example.com\r\nSubject: Your Invoice 4711\r\n\r\nI do not understand this bill at all.',
  );
  const rules = [
    {
      name: 'Bills',
      fired: true,
      because: 'the subject “Your Invoice 4711” matches “\\binvoice \\d+”',
      did: ['routed to Billing', 'set the priority to 7', 'tagged “bill”', 'set the language to fr'],
    },
    {
      name: 'VIP',
      fired: true,
      because: 'the sender “a@vip.example” is in the table “vip”',
      did: ['set the priority to 9', 'tagged “vip”'],
    },
  ];
  expect(mail).toMatchObject({
    state: 'queued',
    group: 'billing',
    priority: 9,
    tags: ['bill', 'vip'],
    language: 'fr',
    mail_language: 'fr',
    routing: { serviceAccess: { name: 'Orders' }, rules },
  });
  const { rows: audited } = await sql`
    select detail -> 'routing' -> 'rules' as rules from audit where subject = ${`mail:${mail.mailId}`}`.execute(
    intake.world.db.kysely,
  );
  expect(audited).toEqual([{ rules }]);
  const { rows: told } = await sql`
    select payload -> 'interaction' -> 'tags' as tags from event
    where payload -> 'interaction' ->> 'id' = ${mail.interactionId}`.execute(intake.world.db.kysely);
  expect(told).toEqual([{ tags: ['bill', 'vip'] }]);
});

test('a mail that a rule closes is kept, and nobody is offered it', async () => {
  expect(
    await takeIn('From: a@b.example\r\nTo: orders@example.com\r\nList-Id: <x>\r\n\r\nNews'),
  ).toMatchObject({
    state: 'closed',
    closed: true,
    group: 'orders',
  });
});

test('mail that no rule fits goes where its address leads, without a word about rules', async () => {
  const mail = await takeIn('From: a@b.example\r\nTo: orders@example.com\r\n\r\nx');
  expect(mail).toMatchObject({ state: 'queued', group: 'orders', priority: 0, tags: [] });
  expect(mail.routing).not.toHaveProperty('rules');
});

test('rules that are applied anew count for the next mail', async () => {
  await intake.apply(tenant(`    rules: [{ name: All, then: { tags: new } }]\n`));
  expect(await takeIn('To: orders@example.com\r\n\r\nx')).toMatchObject({ tags: ['new'] });
});
