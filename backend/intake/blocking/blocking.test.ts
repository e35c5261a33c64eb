import { sql } from 'kysely';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blockedMail } from '../../../contract/domain/blocked-mail.ts';
import type { MailId } from '../../../contract/domain/ids.ts';
import { readMessages } from '../../archive/message-rows.ts';
import { callOperation, createTestApp, startTestSession } from '../../http/test-app.ts';
import type { Viewer } from '../../routing/viewer.ts';
import { openTestIntake, type TestIntake } from '../test-intake.ts';

let intake: TestIntake;
let app: FastifyInstance;
let lead: string;
let agent: string;
beforeAll(async () => {
  intake = await openTestIntake(`version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    serviceGroups: [{ key: orders, name: Orders & delivery }, { key: billing, name: Billing }]
    serviceAccesses:
      - { name: Orders, address: orders@example.com, group: orders }
      - { name: Billing, address: billing@example.com, group: billing }
    blockedLists:
      - name: BLOCKED_EMAILS_PROD
        entries:
          - { email: "*@spam.example", notes: seen 2026 }
          - { email: rude@customer.example, queueNames: "Orders & Delivery|sales" }
      - name: Second
        entries: [{ email: "x*@pattern.example", queueNames: "" }]
    rules:
      - { name: Route, when: { subject: { is: bill } }, then: { route: billing, tags: routed, priority: 3 } }
      - { name: Watched, when: { from: { inTable: Second } }, then: { tags: watched } }
    agents:
      - { login: lead, roles: [agent, team-lead], groups: [orders] }
      - { login: anna, groups: [orders] }
`);
  app = createTestApp(intake.world.db);
  [lead, agent] = (await Promise.all(['lead', 'anna'].map(session))) as [string, string];
});
afterAll(async () => {
  await app.close();
  await intake[Symbol.asyncDispose]();
});

async function session(login: string): Promise<string> {
  const { rows } = await sql<{ id: Viewer['agentId'] }>`select id from agent where login = ${login}`.execute(
    intake.world.db.kysely,
  );
  return startTestSession(intake.world.db, { agentId: rows[0]?.id } as Viewer);
}

async function takeIn(header: string): Promise<MailId> {
  const mailId = await intake.receive(`${header}\r\n\r\nbuy`);
  await intake.takeIn(mailId);
  return mailId;
}

async function interactionsOf(mailId: MailId) {
  const { rows } = await sql`
    select g.key as group, i.state, i.tags, i.priority, i.enqueued_at = m.received_at as keeps_place
    from interaction i join service_group g on g.id = i.service_group_id join mail m on m.id = i.mail_id
    where mail_id = ${mailId}`.execute(intake.world.db.kysely);
  return rows;
}

test.each([
  ['everywhere by its domain', 'From: a@spam.example\r\nTo: orders@example.com', '*@spam.example'],
  [
    'in its queue, by the name of the group',
    'From: rude+x@customer.example\r\nTo: orders@example.com',
    'rude@customer.example',
  ],
  [
    'by another list, on the way to no group',
    'From: xy@pattern.example\r\nTo: z@example.com',
    'x*@pattern.example',
  ],
  [
    'by its Sender',
    'From: a@b.example\r\nSender: a@spam.example\r\nTo: orders@example.com',
    '*@spam.example',
  ],
])('a sender is blocked %s', async (_how, header, email) => {
  const mailId = await takeIn(header);
  expect(await interactionsOf(mailId)).toEqual([]);
  const [message] = await readMessages(intake.world.db.kysely, [mailId]);
  expect(message?.blocked).toMatchObject({ email, isReleased: false });
});

test('a sender who is blocked in some queues is heard in the others, also where a rule routes there', async () => {
  const direct = await takeIn('From: rude@customer.example\r\nTo: billing@example.com');
  const routed = await takeIn('From: rude@customer.example\r\nTo: orders@example.com\r\nSubject: bill');
  expect(await interactionsOf(direct)).toMatchObject([{ group: 'billing' }]);
  expect(await interactionsOf(routed)).toMatchObject([{ group: 'billing', tags: ['routed'] }]);
});

test('a blocked mail is in the archive of its group with the reason, audited, and offered to nobody', async () => {
  const mailId = await takeIn(
    'From: Eve <eve@spam.example>\r\nTo: orders@example.com\r\nSubject: gewinnspiel',
  );
  const found = await callOperation(app, agent, 'archive.search', { text: 'gewinnspiel' });
  expect(found.body).toMatchObject({ mails: [{ id: mailId, isBlocked: true, interactionId: null }] });
  const read = await callOperation(app, agent, 'archive.read', { id: mailId });
  expect(read.body).toMatchObject({
    blocked: {
      list: 'BLOCKED_EMAILS_PROD',
      email: '*@spam.example',
      notes: 'seen 2026',
      matched: { header: 'From', address: 'eve@spam.example' },
      isReleased: false,
    },
  });
  const { rows } = await sql`select action from audit where subject = ${`mail:${mailId}`}`.execute(
    intake.world.db.kysely,
  );
  expect(rows).toEqual([{ action: 'mail.blocked' }]);
});

test('a team lead releases it to its queue, at its place and with what the rules said, once', async () => {
  const mailId = await takeIn('From: rude@customer.example\r\nTo: orders@example.com\r\nSubject: again');
  const listed = await callOperation(app, lead, 'blockedMails.list');
  expect((listed.body as { mails: unknown[] }).mails.map((one) => blockedMail.parse(one).mailId)).toContain(
    mailId,
  );
  expect((await callOperation(app, agent, 'blockedMails.list')).code).toBe('not-allowed');
  expect((await callOperation(app, agent, 'blockedMails.release', { mail: mailId })).code).toBe(
    'not-allowed',
  );
  const answers = await Promise.all(
    [1, 2, 3].map(() => callOperation(app, lead, 'blockedMails.release', { mail: mailId })),
  );
  const released = answers.map(({ body }) => blockedMail.parse(body).released);
  expect(new Set(released.map((one) => one?.interactionId)).size).toBe(1);
  expect(released[0]).toMatchObject({ by: 'lead' });
  expect(await interactionsOf(mailId)).toEqual([
    { group: 'orders', state: 'queued', tags: [], priority: 0, keeps_place: true },
  ]);
  const [message] = await readMessages(intake.world.db.kysely, [mailId]);
  expect(message?.blocked).toMatchObject({ isReleased: true });
  const after = await callOperation(app, lead, 'blockedMails.list', { released: 'true' });
  expect(after.body).toMatchObject({ mails: [{ mailId }] });
});

test('mail of other groups is not theirs to release', async () => {
  const mailId = await takeIn('From: a@spam.example\r\nTo: billing@example.com');
  expect((await callOperation(app, lead, 'blockedMails.release', { mail: mailId })).code).toBe('not-found');
  const { body } = await callOperation(app, lead, 'blockedMails.list');
  expect(JSON.stringify(body)).not.toContain('"Billing"');
});
