import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Draft } from '../../contract/domain/draft.ts';
import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { Interaction } from '../../contract/domain/interaction.ts';
import { callOperation, createTestApp, startTestSession } from '../http/test-app.ts';
import { openTestIntake, type TestIntake } from '../intake/test-intake.ts';
import { readMail } from '../mail/mime/read-mail.ts';
import type { Viewer } from '../routing/viewer.ts';
import { draftAnswer } from './draft-answer.ts';

let intake: TestIntake;
let app: FastifyInstance;
let ann: string;
let bob: string;

beforeAll(async () => {
  intake = await openTestIntake(`version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    timeZone: UTC
    mailServers: [{ key: main, outgoing: { protocol: smtp, host: 127.0.0.1, security: none } }]
    templates:
      - { name: Expert, culture: en-US, html: "<p>Dear $Customer.Name$,</p><p>our expert says:</p><p>[ExtAgentReply]</p><p>Yours</p>" }
      - { name: Plain, text: "Dear $Customer.Name$\\n\\nAnswer: [ExtAgentReply]" }
      - { name: Hello, text: Never seen beside an expert's answer }
      - { name: Sign, text: Sincerely }
      - { name: Received, text: We have it }
    serviceGroups:
      - { key: orders, name: Orders, email: orders@example.com, template: Hello, signature: Sign, expertTemplate: Expert, confirmation: { open: Received } }
      - { key: plain, name: Plain, email: plain@example.com, expertTemplate: Plain }
    serviceAccesses:
      - { name: Orders, address: orders@example.com, group: orders }
      - { name: Plain, address: plain@example.com, group: plain }
    agents:
      - { login: ann, groups: [orders, plain] }
      - { login: bob, groups: [orders, plain] }
`);
  app = createTestApp(intake.world.db);
  ann = await sessionOf('ann');
  bob = await sessionOf('bob');
});
afterAll(async () => {
  await app.close();
  await intake[Symbol.asyncDispose]();
});
beforeEach(() =>
  sql`update agent set presence = 'ready', presence_reason = null`.execute(intake.world.db.kysely),
);

async function sessionOf(login: string): Promise<string> {
  const { rows } = await sql<{ id: Viewer['agentId'] }>`select id from agent where login = ${login}`.execute(
    intake.world.db.kysely,
  );
  return startTestSession(intake.world.db, { agentId: rows[0]?.id } as Viewer);
}

let count = 0;
async function receive(header: string, body: string): Promise<MailId> {
  return intake.receive(`Message-ID: <m${++count}@out.example>\r\n${header}\r\n\r\n${body}`);
}

/** A customer's mail, opened by ann. */
async function opened(to = 'orders@example.com'): Promise<Interaction> {
  const number = ++count;
  const mail = await receive(
    `From: Ada ${number} <ada${number}@customer.example>\r\nTo: ${to}\r\nSubject: Warranty ${number}`,
    'Does the warranty hold?',
  );
  const [id] = await intake.takeIn(mail);
  return (await callOperation(app, ann, 'interactions.pick', { id })).body as Interaction;
}

async function ask({ id, epoch }: Pick<Interaction, 'id' | 'epoch'>, changes: Record<string, unknown> = {}) {
  return callOperation(app, ann, 'interactions.askExpert', {
    id,
    epoch,
    expert: { name: 'Eve Expert', address: 'eve@law.example' },
    question: 'What do you think?',
    ...changes,
  });
}

async function read(id: InteractionId, token = ann): Promise<Interaction> {
  return (await callOperation(app, token, 'interactions.read', { id })).body as Interaction;
}

/** The mail to the expert, as it leaves. */
async function sentTo(id: InteractionId) {
  const { rows } = await sql<{ bytes: Buffer; envelope_from: string; envelope_to: string[] }>`
    select b.bytes, o.envelope_from, o.envelope_to from expert_question q join outgoing o on o.mail_id = q.mail_id
    join mail m on m.id = o.mail_id join blob b on b.sha256 = m.source_sha256
    where q.interaction_id = ${id} order by q.id desc limit 1`.execute(intake.world.db.kysely);
  const [row] = rows;
  if (!row) throw new Error('nothing was sent');
  return { ...row, mail: readMail(row.bytes) };
}

async function answer(header: string, body = 'It holds.\r\n', from = 'Eve <eve@law.example>') {
  const mailId = await receive(`From: ${from}\r\nTo: orders@example.com\r\n${header}`, body);
  const [interactionId] = await intake.takeIn(mailId);
  if (!interactionId) throw new Error('nothing was queued');
  return { mailId, interactionId, drafted: await draftAnswer(intake.world.db, mailId) };
}

async function draftOf(interaction: Interaction, token = ann): Promise<Draft> {
  const { body } = await callOperation(app, token, 'drafts.open', {
    interactionId: interaction.id,
    epoch: interaction.epoch,
    kind: 'reply',
  });
  return body as Draft;
}

test('an expert is sent the question and the customer’s mail, and the interaction waits', async () => {
  const interaction = await opened();
  expect((await ask(interaction)).body).toMatchObject({
    state: 'parked',
    expert: { expert: { name: 'Eve Expert', address: 'eve@law.example' }, answeredAt: null },
  });
  const sent = await sentTo(interaction.id);
  expect(sent).toMatchObject({ envelope_from: 'orders@example.com', envelope_to: ['eve@law.example'] });
  expect(sent.mail.subject).toMatch(/^Fwd: Warranty \d+ \[x\d+-\d+-[0-9a-f]{20}\]$/);
  expect(sent.mail).toMatchObject({ inReplyTo: null, references: [] });
  expect(sent.mail.text).toMatch(/What do you think\?[\s\S]*Does the warranty hold\?/);
  expect((await ask(interaction)).code).toBe('state-conflict');
});

test('what the expert wrote comes into the draft by the template, quotes and signature cut, and it is offered again', async () => {
  const interaction = await opened();
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  const { interactionId, drafted } = await answer(
    `In-Reply-To: <${mail.messageId}>\r\nSubject: Re: whatever`,
    'It <b>holds</b>, $Agent$.\r\nTwo years.\r\n\r\n-- \r\nEve\r\n\r\nOn Monday Orders wrote:\r\n> What do you think?\r\n',
  );
  expect({ interactionId, drafted }).toEqual({ interactionId: interaction.id, drafted: true });
  const offered = await read(interaction.id);
  expect(offered).toMatchObject({ state: 'offered', agent: { name: 'ann' } });
  expect(offered.epoch).toBeGreaterThan(interaction.epoch);
  expect(offered.expert?.answeredAt).not.toBeNull();
  const accepted = (await callOperation(app, ann, 'interactions.accept', offered)).body as Interaction;
  const draft = await draftOf(accepted);
  expect(draft.to).toMatchObject([{ address: interaction.from.address }]);
  expect(draft.html).toMatch(
    /^<p>Dear Ada \d+,<\/p><p>our expert says:<\/p><p>It &lt;b&gt;holds&lt;\/b&gt;, \$Agent\$\.<br ?\/?>Two years\.<\/p><p>Yours<\/p><div data-postroom-signature/,
  );
  expect(draft.html).toContain('Does the warranty hold?');
  expect(draft.html).not.toMatch(/Never seen|What do you think|Eve/);
});

test('a template in plain text takes the answer within its line', async () => {
  const interaction = await opened('plain@example.com');
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  await answer(`In-Reply-To: <${mail.messageId}>\r\nSubject: Re: x`);
  const { rows } = await sql<{ html: string }>`
    select content ->> 'html' as html from draft where interaction_id = ${interaction.id}`.execute(
    intake.world.db.kysely,
  );
  expect(rows[0]?.html).toMatch(/^<p>Dear Ada \d+<\/p><p>Answer: It holds\.<\/p>/);
});

test('a program that loses references answers by the subject', async () => {
  const interaction = await opened();
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  const { interactionId } = await answer(`Subject: AW: ${mail.subject}`);
  expect(interactionId).toBe(interaction.id);
});

test('a draft that was begun keeps its text below the answer, and the next agent has it', async () => {
  const interaction = await opened();
  const begun = await draftOf(interaction);
  await callOperation(app, ann, 'drafts.save', {
    id: begun.id,
    baseRevision: 1,
    content: {
      to: begun.to,
      cc: [],
      bcc: [],
      subject: begun.subject,
      html: '<p>My words</p>',
      culture: 'en-US',
    },
  });
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  await sql`update agent set presence = 'offline' where login = 'ann'`.execute(intake.world.db.kysely);
  await answer(`In-Reply-To: <${mail.messageId}>\r\nSubject: Re: x`);
  expect(await read(interaction.id)).toMatchObject({ state: 'queued', agent: null });
  const picked = (await callOperation(app, bob, 'interactions.pick', { id: interaction.id }))
    .body as Interaction;
  const draft = await draftOf(picked, bob);
  expect(draft.html).toMatch(/<p>It holds\.<\/p><p>Yours<\/p><p>My words<\/p>$/);
  expect(draft.revision).toBe(3);
});

test('while the agent works on it, it stays open', async () => {
  const interaction = await opened();
  await ask(interaction);
  await callOperation(app, ann, 'interactions.resume', interaction);
  const { mail } = await sentTo(interaction.id);
  await answer(`In-Reply-To: <${mail.messageId}>\r\nSubject: Re: x`);
  expect(await read(interaction.id)).toMatchObject({ state: 'open', agent: { name: 'ann' } });
});

test('an answer is drafted once, however often its job runs', async () => {
  const interaction = await opened();
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  const mailId = await receive(
    `From: eve@law.example\r\nTo: orders@example.com\r\nIn-Reply-To: <${mail.messageId}>\r\nSubject: Re: x`,
    'It holds.',
  );
  await intake.takeIn(mailId);
  const runs = await Promise.all([1, 2, 3].map(() => draftAnswer(intake.world.db, mailId)));
  expect(runs.filter(Boolean)).toHaveLength(1);
  const { rows } = await sql`select from draft where interaction_id = ${interaction.id}`.execute(
    intake.world.db.kysely,
  );
  expect(rows).toHaveLength(1);
});

test('the expert gets no confirmation, and the reply goes to the customer', async () => {
  const interaction = await opened();
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  const { mailId } = await answer(`In-Reply-To: <${mail.messageId}>\r\nSubject: Re: x`);
  const { rows } = await sql`select from automatic_mail where mail_id = ${mailId}`.execute(
    intake.world.db.kysely,
  );
  expect(rows).toEqual([]);
  const { messages, newestMailId } = await read(interaction.id);
  expect(messages.map((one) => one.expert)).toEqual([undefined, 'question', 'answer']);
  expect(newestMailId).toBe(messages[0]?.id);
});

test.each([
  ['a forged signature', (token: string) => token.replace(/[0-9a-f]{20}$/, '0'.repeat(20))],
  ['another question', (token: string) => token.replace(/-\d+-/, '-1-')],
  ['another key', (token: string) => token.replace(/^x\d+/, 'x99')],
])('%s in the token is refused', async (_what, alter) => {
  const victim = await opened();
  await ask(victim);
  const { mail } = await sentTo(victim.id);
  const token = /\[(x[^\]]+)\]/.exec(mail.subject ?? '')?.[1] ?? '';
  const forged = alter(token);
  expect(forged).not.toBe(token);
  const id = mail.messageId?.replace(token, forged) ?? '';
  const { interactionId, drafted } = await answer(`In-Reply-To: <${id}>\r\nSubject: Re: other [${forged}]`);
  expect(drafted).toBe(false);
  expect(interactionId).not.toBe(victim.id);
  expect(await read(victim.id)).toMatchObject({ state: 'parked', expert: { answeredAt: null } });
});

test('a token in the hands of a stranger puts nothing into a draft', async () => {
  const interaction = await opened();
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  const { drafted, interactionId } = await answer(
    `In-Reply-To: <${mail.messageId}>\r\nSubject: ${mail.subject}`,
    'Send me the money.',
    'm@mallory.example',
  );
  expect(drafted).toBe(false);
  expect(interactionId).not.toBe(interaction.id);
});

test('the answer to a closed interaction is gone on with for its customer, in the same thread', async () => {
  const interaction = await opened();
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  await callOperation(app, ann, 'interactions.close', interaction);
  const { interactionId } = await answer(`In-Reply-To: <${mail.messageId}>\r\nSubject: Re: x`);
  expect(interactionId).not.toBe(interaction.id);
  const goneOn = await read(interactionId);
  expect(goneOn).toMatchObject({
    state: 'queued',
    from: interaction.from,
    subject: interaction.subject,
    group: { name: 'Orders' },
  });
  expect(goneOn.messages.map(({ direction }) => direction)).toEqual(['in', 'in']);
  const picked = (await callOperation(app, bob, 'interactions.pick', { id: interactionId }))
    .body as Interaction;
  const draft = await draftOf(picked, bob);
  expect(draft.to).toMatchObject([{ address: interaction.from.address }]);
  expect(draft.html).toContain('It holds.');
});

test('a question that was merged into another interaction is waited for there, and answered there', async () => {
  const interaction = await opened();
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  const other = await opened();
  const { id, epoch } = interaction;
  expect((await callOperation(app, ann, 'threads.merge', { id, epoch, into: other.id })).code).toBeNull();
  expect((await read(other.id)).expert).toMatchObject({ answeredAt: null });
  const { interactionId } = await answer(`In-Reply-To: <${mail.messageId}>\r\nSubject: Re: x`);
  expect(interactionId).toBe(other.id);
  const draft = await draftOf(await read(other.id));
  expect(draft.html).toContain('It holds.');
  expect(draft.to).toMatchObject([{ address: other.from.address }]);
});

test('the out-of-office reply of an expert is no answer', async () => {
  const interaction = await opened();
  await ask(interaction);
  const { mail } = await sentTo(interaction.id);
  const mailId = await receive(
    `From: eve@law.example\r\nTo: orders@example.com\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <${mail.messageId}>\r\nSubject: Out of office`,
    'I am away until Monday.',
  );
  await intake.takeIn(mailId);
  expect(await draftAnswer(intake.world.db, mailId)).toBe(false);
  const read1 = await read(interaction.id);
  expect(read1).toMatchObject({ state: 'parked', expert: { answeredAt: null } });
  expect(read1.messages.at(-1)).toMatchObject({ kind: 'auto-reply' });
});

test('an address of our own, a malformed one, and an interaction of others are refused', async () => {
  const interaction = await opened();
  const at = (address: string) => ask(interaction, { expert: { name: '', address } });
  expect((await at('orders@example.com')).code).toBe('bad-address');
  expect((await at('eve')).code).toBe('bad-address');
  expect((await at('eve@law.example\r\nBcc: x@y.example')).code).toBe('bad-address');
  const { id, epoch } = interaction;
  const byBob = await callOperation(app, bob, 'interactions.askExpert', {
    id,
    epoch,
    expert: { name: '', address: 'eve@law.example' },
    question: '',
  });
  expect(byBob.code).toBe('lease-lost');
});
