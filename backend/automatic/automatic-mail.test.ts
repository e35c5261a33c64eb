import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { automaticMail } from '../../contract/domain/automatic-mail.ts';
import type { MailId, AutomaticMailId } from '../../contract/domain/ids.ts';
import { callOperation, createTestApp, startTestSession } from '../http/test-app.ts';
import { openTestIntake, type TestIntake } from '../intake/test-intake.ts';
import { readMail } from '../mail/mime/read-mail.ts';
import type { Viewer } from '../routing/viewer.ts';
import { decideAutomaticMail } from './decide-automatic-mail.ts';

const allDay = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
  .map((day) => `${day}: ["00:00-24:00"]`)
  .join(', ');

let intake: TestIntake;
let app: FastifyInstance;
let lead: string;
beforeAll(async () => {
  intake = await openTestIntake(`version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    mailServers: [{ key: main, outgoing: { protocol: smtp, host: 127.0.0.1, security: none } }]
    templates:
      - { name: Received, culture: en-US, text: "Dear $From.Name$, we have your mail “$Subject$”. $ServiceAccess.Name$" }
      - { name: Received, culture: fr-FR, html: "<p>Bonjour $From.Name$, merci</p>" }
      - { name: Closed, text: We are closed. }
      - { name: Sorry, text: We are sorry. }
    openingHours:
      - { name: always, timeZone: UTC, ${allDay} }
      - { name: never, timeZone: UTC }
    serviceGroups:
      - { key: orders, name: Orders, email: orders@example.com, openingHours: always, confirmation: { open: Received, closed: Closed, perSenderAndDay: 3 } }
      - { key: night, name: Night, email: night@example.com, openingHours: never, confirmation: { open: Received, closed: Closed } }
      - { key: silent, name: Silent, email: silent@example.com, openingHours: never, confirmation: { open: Received } }
      - { key: plain, name: Plain, email: plain@example.com }
    serviceAccesses:
      - { name: Orders desk, address: "orders*@example.com", group: orders }
      - { name: Night, address: night@example.com, group: night }
      - { name: Silent, address: silent@example.com, group: silent }
      - { name: Plain, address: plain@example.com, group: plain }
    blockedLists: [{ name: BLOCKED, entries: [{ email: "*@blocked.example" }] }]
    rules:
      - { name: Sorry, when: { subject: { is: complaint } }, then: { autoReply: Sorry } }
      - { name: Expert, when: { subject: { contains: legal } }, then: { forward: expert@law.example } }
      - { name: News, when: { subject: { is: news } }, then: { close: true } }
    agents: [{ login: lead, roles: [agent, team-lead], groups: [orders] }]
`);
  app = createTestApp(intake.world.db);
  const { rows } = await sql<{ id: Viewer['agentId'] }>`select id from agent`.execute(intake.world.db.kysely);
  lead = await startTestSession(intake.world.db, { agentId: rows[0]?.id } as Viewer);
});
afterAll(async () => {
  await app.close();
  await intake[Symbol.asyncDispose]();
});
beforeEach(() =>
  sql`update automatic_mail set decided_at = decided_at - interval '2 days'`.execute(intake.world.db.kysely),
);

let count = 0;
async function takeIn(
  header: string,
  from = 'Ann <ann@customer.example>',
  to = 'orders@example.com',
): Promise<MailId> {
  const own = /^message-id:/im.test(header) ? '' : `Message-ID: <m${++count}@customer.example>\r\n`;
  const mailId = await intake.receive(
    `From: ${from}\r\nTo: ${to}\r\n${own}${header}\r\n\r\nWhere is my parcel? I ordered it last week.`,
  );
  await intake.takeIn(mailId);
  return mailId;
}

async function ledger(mailId: MailId) {
  const { rows } = await sql<{
    id: AutomaticMailId;
    purpose: string;
    cause: string;
    state: string;
    recipient: string;
    rules: string[];
  }>`
    select id, purpose, cause, state, recipient,
      array(select e ->> 'rule' from jsonb_array_elements(evidence) e) as rules
    from automatic_mail where mail_id = ${mailId} order by id`.execute(intake.world.db.kysely);
  return rows;
}

/** Runs the jobs of a mail. */
async function decide(mailId: MailId) {
  for (const { id } of await ledger(mailId)) await decideAutomaticMail(intake.world.db, id);
  return (await ledger(mailId)).map(({ state, rules }) => [state, ...rules].join(' '));
}

async function sentOf(mailId: MailId) {
  const { rows } = await sql<{
    bytes: Buffer;
    envelope_from: string;
    envelope_to: string[];
    state: string;
    agent_id: null;
    interaction_id: string;
  }>`
    select b.bytes, o.envelope_from, o.envelope_to, o.state, o.agent_id, o.interaction_id
    from automatic_mail a join outgoing o on o.id = a.outgoing_id join mail m on m.id = o.mail_id
    join blob b on b.sha256 = m.source_sha256 where a.mail_id = ${mailId}`.execute(intake.world.db.kysely);
  const [row] = rows;
  if (!row) throw new Error('nothing was sent');
  const raw = row.bytes.toString('latin1');
  return { ...row, header: raw.slice(0, raw.indexOf('\r\n\r\n')), mail: readMail(row.bytes) };
}

test('a mail is confirmed once, from the group, to the sender, with all that RFC 3834 asks', async () => {
  const mailId = await takeIn(
    'Message-ID: <first@customer.example>\r\nReferences: <root@customer.example>\r\nSubject: Re: Parcel',
  );
  expect(await ledger(mailId)).toMatchObject([{ purpose: 'confirmation', cause: 'open', state: 'planned' }]);
  const [row] = await ledger(mailId);
  const runs = await Promise.all(
    [1, 2, 3].map(() => decideAutomaticMail(intake.world.db, row?.id as AutomaticMailId)),
  );
  expect(runs.filter((state) => state === 'sent')).toHaveLength(1);
  const sent = await sentOf(mailId);
  expect(sent).toMatchObject({
    envelope_from: '',
    envelope_to: ['ann@customer.example'],
    state: 'queued',
    agent_id: null,
  });
  expect(sent.header).toMatch(/^Auto-Submitted: auto-replied$/m);
  expect(sent.header).toMatch(/^X-Auto-Response-Suppress: All$/m);
  expect(sent.mail).toMatchObject({
    from: { name: 'Orders', address: 'orders@example.com' },
    to: [{ name: 'Ann', address: 'ann@customer.example' }],
    subject: 'Auto: Parcel',
    inReplyTo: 'first@customer.example',
    references: ['root@customer.example', 'first@customer.example'],
  });
  expect(sent.mail.text).toContain('Dear Ann, we have your mail “Re: Parcel”. Orders desk');
  const { body } = await callOperation(app, lead, 'interactions.read', { id: sent.interaction_id });
  expect(body).toMatchObject({
    messages: [{ direction: 'in' }, { direction: 'out', subject: 'Auto: Parcel' }],
    outgoing: [{ agentId: null, draftId: null, state: 'queued' }],
  });
});

test('the template is the version for the language of the mail', async () => {
  const mailId = await takeIn('Content-Language: fr\r\nSubject: Colis', 'Élise <e@customer.example>');
  await decide(mailId);
  expect((await sentOf(mailId)).mail.text).toContain('merci');
});

test('outside of the opening hours there is another template, or none', async () => {
  const closed = await takeIn('Subject: x', 'n@customer.example', 'night@example.com');
  await decide(closed);
  expect((await sentOf(closed)).mail.text).toContain('We are closed.');
  expect(await ledger(await takeIn('Subject: x', 'n@customer.example', 'silent@example.com'))).toEqual([]);
  expect(await ledger(await takeIn('Subject: x', 'n@customer.example', 'plain@example.com'))).toEqual([]);
  expect(await ledger(await takeIn('Subject: news'))).toEqual([]);
});

test.each([
  ['an automatic mail', 'Auto-Submitted: auto-generated', undefined, 'automatic'],
  ['a list', 'List-Id: <l.example>', undefined, 'automatic'],
  ['a null sender', 'Return-Path: <>', undefined, 'null-sender'],
  ['a machine', 'Subject: x', 'no-reply@shop.example', 'no-reply'],
  ['ourselves', 'Subject: x', 'orders.fr@example.com', 'own-address'],
  ['a blocked sender', 'Subject: x', 'a@blocked.example', 'blocked'],
])('nothing is sent to %s, and the evidence is kept', async (_whom, header, from, rule) => {
  const mailId = await takeIn(header, from);
  expect(await ledger(mailId)).toMatchObject([{ state: 'suppressed', rules: [rule] }]);
  const { rows } = await sql`
    select action from audit a join automatic_mail m on a.subject = 'automatic-mail:' || m.id
    where m.mail_id = ${mailId}`.execute(intake.world.db.kysely);
  expect(rows).toEqual([{ action: 'automatic-mail.suppressed' }]);
});

test('in one thread there is one confirmation a day, however the thread is named', async () => {
  const first = await takeIn('Message-ID: <t1@customer.example>\r\nSubject: Chair', 't@customer.example');
  expect(await decide(first)).toEqual(['sent']);
  const own = (await sentOf(first)).mail.messageId ?? '';
  const again = await takeIn('References: <t1@customer.example>\r\nSubject: Re: Chair', 't@customer.example');
  const answer = await takeIn(`In-Reply-To: <${own}>\r\nSubject: thanks`, 't@customer.example');
  const bare = await takeIn('Subject: AW: Auto: Chair', 't@customer.example');
  expect(await decide(again)).toEqual(['suppressed thread']);
  expect(await decide(answer)).toEqual(['suppressed thread']);
  expect(await decide(bare)).toEqual(['suppressed thread']);
  const fresh = await takeIn('Subject: Table', 't@customer.example');
  expect(await decide(fresh)).toEqual(['sent']);
});

test('a sender gets two automatic mails in ten minutes and as many a day as the group allows', async () => {
  const mails = [];
  for (const subject of ['a', 'b', 'c', 'd', 'e'])
    mails.push(await takeIn(`Subject: ${subject}`, 's@customer.example'));
  const [one, two, three, four, five] = mails as [MailId, MailId, MailId, MailId, MailId];
  expect([await decide(one), await decide(two), await decide(three)]).toEqual([
    ['sent'],
    ['sent'],
    ['suppressed rate'],
  ]);
  await sql`update automatic_mail set decided_at = decided_at - interval '11 minutes'`.execute(
    intake.world.db.kysely,
  );
  expect([await decide(four), await decide(five)]).toEqual([['sent'], ['suppressed sender']]);
});

test('two mails of one sender that are decided on together do not both pass the limit', async () => {
  const mails = await Promise.all(
    Array.from({ length: 6 }, (_, index) => takeIn(`Subject: ${index}`, 'together@customer.example')),
  );
  const decided = (await Promise.all(mails.map(decide))).flat();
  expect(decided.filter((state) => state === 'sent')).toHaveLength(2);
});

test('our own mail that comes back is not answered', async () => {
  const first = await takeIn('Subject: Sofa', 'loop@customer.example');
  await decide(first);
  const own = (await sentOf(first)).mail.messageId ?? '';
  const back = await takeIn(`Message-ID: <${own}>\r\nSubject: other`, 'loop2@customer.example');
  expect(await decide(back)).toEqual(['suppressed own-mail']);
});

test('a mail that returns one of ours is not answered, though nothing else in it says that a machine wrote it', async () => {
  const first = await takeIn('Subject: Sofa', 'gone@customer.example');
  await decide(first);
  const own = (await sentOf(first)).mail.messageId ?? '';
  const returning = [
    'Subject: Your mail',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'See attached.',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'From: orders@example.com',
    `Message-ID: <${own}>`,
    '',
    'Dear Ann,',
    '--b--',
  ].join('\r\n');
  const back = await takeIn(returning, 'robot@relay.example');
  expect(await decide(back)).toEqual(['suppressed automatic']);
});

test('a rule answers instead of the confirmation, and forwards what machines write as well', async () => {
  const complaint = await takeIn('Subject: complaint', 'c@customer.example');
  expect(await ledger(complaint)).toMatchObject([{ purpose: 'auto-reply', cause: 'Sorry' }]);
  await decide(complaint);
  expect((await sentOf(complaint)).mail.text).toContain('We are sorry.');
  const legal = await takeIn(
    'Subject: legal matter\r\nAuto-Submitted: auto-generated',
    'f@customer.example',
    'plain@example.com',
  );
  expect(await decide(legal)).toEqual(['sent']);
  const forward = await sentOf(legal);
  expect(forward).toMatchObject({
    envelope_from: '',
    envelope_to: ['expert@law.example'],
    mail: { subject: 'Fwd: legal matter', attachments: [{ name: 'original.eml', type: 'message/rfc822' }] },
  });
  expect(forward.header).toMatch(/^Auto-Submitted: auto-generated$/m);
  const enclosed = Buffer.from(forward.mail.attachments[0]?.bytes ?? []).toString();
  expect(enclosed).toContain('Where is my parcel?');
});

test('a team lead sees what was suppressed and why, and has it sent all the same, once', async () => {
  const mailId = await takeIn('Auto-Submitted: auto-replied\r\nSubject: away', 'away@customer.example');
  const listed = await callOperation(app, lead, 'automaticMails.list');
  const mails = (listed.body as { mails: unknown[] }).mails.map((one) => automaticMail.parse(one));
  const entry = mails.find((one) => one.mailId === mailId);
  expect(entry).toMatchObject({
    purpose: 'confirmation',
    recipient: 'away@customer.example',
    evidence: [
      {
        rule: 'automatic',
        source: 'Auto-Submitted',
        value: 'auto-replied',
        says: 'the mail was sent automatically',
      },
    ],
    released: null,
  });
  expect(mails.every(({ group }) => group.name === 'Orders')).toBe(true);
  const id = entry?.id as AutomaticMailId;
  const released = await callOperation(app, lead, 'automaticMails.release', { id });
  expect(released.body).toMatchObject({ state: 'planned', released: { by: 'lead' } });
  expect((await callOperation(app, lead, 'automaticMails.release', { id })).code).toBe('state-conflict');
  expect(await decide(mailId)).toEqual(['sent automatic']);
  expect((await sentOf(mailId)).envelope_to).toEqual(['away@customer.example']);
  const { rows } =
    await sql`select actor, action from audit where subject = ${`automatic-mail:${id}`} order by id`.execute(
      intake.world.db.kysely,
    );
  expect(rows).toEqual([
    { actor: 'system', action: 'automatic-mail.suppressed' },
    { actor: 'lead', action: 'automatic-mail.released' },
    { actor: 'system', action: 'automatic-mail.sent' },
  ]);
});

test('where there is nobody to write to, a release is refused', async () => {
  const mailId = await takeIn('Subject: x', 'undisclosed');
  const [row] = await ledger(mailId);
  expect(row).toMatchObject({ state: 'suppressed', rules: ['no-address'], recipient: '' });
  expect((await callOperation(app, lead, 'automaticMails.release', { id: row?.id })).code).toBe(
    'bad-address',
  );
});
