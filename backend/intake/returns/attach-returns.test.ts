import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InteractionId, MailId, ServiceGroupId } from '../../../contract/domain/ids.ts';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import { openTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createMailReader } from '../../mail/mime/mail-reader.ts';
import { receiveMail } from '../../mail/receive.ts';
import { readOutgoing } from '../../mail/outbox/publish-outgoing.ts';
import { listOutgoing } from '../../replies/list-outgoing.ts';
import { openDraft } from '../../replies/open-draft.ts';
import { saveDraft } from '../../replies/save-draft.ts';
import { sendDraft } from '../../replies/send-draft.ts';
import { pickInteraction } from '../../routing/pick-interaction.ts';
import { readInteraction } from '../../threads/read-interaction.ts';
import { makeTestCentre, type TestCentre } from '../../routing/test-centre.ts';
import type { Viewer } from '../../routing/viewer.ts';
import { queueMails } from '../take-in.ts';
import { readStored } from '../test-intake.ts';

const reader = createMailReader({ threads: 1 });
let database: TestDatabase;
let centre: TestCentre;
let group: ServiceGroupId;
let ann: Viewer;

beforeAll(async () => {
  database = await openTestDatabase({ jobs: true });
  centre = await makeTestCentre(database.db);
  await centre.addMailServer();
  group = await centre.addGroup('help');
  ann = await centre.addAgent('ann', [group]);
});
afterAll(async () => {
  await reader.stop();
  await database[Symbol.asyncDispose]();
});

/** An answer that was handed over; each to a customer of its own. */
async function answer(customer: string): Promise<Outgoing> {
  const held = await pickInteraction(database.db, ann, await centre.enqueue(group, { subject: 'Bill' }));
  const fresh = await openDraft(database.db, ann, {
    interactionId: held.id,
    epoch: held.epoch,
    kind: 'reply',
    mailId: null,
  });
  const { cc, bcc, subject, html, culture } = fresh;
  const to = [{ name: '', address: customer, source: 'typed' as const }];
  const draft = await saveDraft(database.db, ann, {
    id: fresh.id,
    baseRevision: 1,
    content: { to, cc, bcc, subject, html, culture },
  });
  const sent = await sendDraft(database.db, ann, {
    id: draft.id,
    revision: draft.revision,
    acceptUnresolved: true,
  });
  await sql`update outgoing set state = 'accepted' where id = ${sent.id}`.execute(database.db.kysely);
  return sent;
}

async function comeIn(lines: readonly string[]): Promise<{ mail: MailId; item: InteractionId | null }> {
  const mail = await database.db.transaction('system', (tx) =>
    receiveMail(tx, {
      tenantId: ann.tenantId,
      raw: Buffer.from(lines.join('\r\n')),
      origin: { via: 'imap', server: 'main', account: 'a' },
    }),
  );
  const received = await readStored(database.db, reader, mail);
  if (!received) throw new Error('the mail is not there');
  const [item] = await queueMails(database.db, [received]);
  return { mail, item: item ?? null };
}

function report(action: string, status: string, recipient: string, returned: readonly string[]): string[] {
  return [
    'From: Mail Delivery System <MAILER-DAEMON@mx.example.org>',
    'To: help@example.com',
    `Subject: Delivery Status Notification ${Math.random()}`,
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    '',
    'See below.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    '',
    '--b',
    ...returned,
    '--b--',
    '',
  ];
}

const returnedAs = (messageId: string) => [
  'Content-Type: text/rfc822-headers',
  '',
  'From: help@example.com',
  `Message-ID: <${messageId}>`,
  '',
];

/** Nothing of our mail is in it. */
const nameless = (recipient: string) => report('failed', '5.1.1', recipient, ['', 'nothing']);

async function read(id: InteractionId | null): Promise<Interaction> {
  if (id === null) throw new Error('there is no interaction');
  return readInteraction(database.db, ann, id);
}

async function auditOf(subject: string): Promise<readonly string[]> {
  const { rows } = await sql<{ action: string }>`
    select action from audit where subject = ${subject} order by id`.execute(database.db.kysely);
  return rows.map(({ action }) => action);
}

test('a delivery report is told on the timeline of its mail and in its thread, and nobody is offered it', async () => {
  const sent = await answer('jo@customer.example');
  const { mail, item } = await comeIn(
    report('delivered', '2.0.0', 'jo@customer.example', returnedAs(sent.messageId)),
  );
  expect(item).toBeNull();
  expect((await readOutgoing(database.db.kysely, sent.id))?.deliveries).toMatchObject([
    { mailId: mail, recipient: 'jo@customer.example', action: 'delivered', final: true, cause: null },
  ]);
  const thread = await read(sent.interactionId);
  expect(thread.messages.find(({ id }) => id === mail)).toMatchObject({ kind: 'report' });
  expect(thread.state).toBe('closed');
  expect(await auditOf(`outgoing:${sent.id}`)).toContain('outgoing.delivery-reported');
});

test('a final failure becomes a marked work item of the group, with the mail that failed', async () => {
  const sent = await answer('full@customer.example');
  const { item } = await comeIn(
    report('failed', '5.2.2', 'full@customer.example', returnedAs(sent.messageId)),
  );
  const work: Interaction = await read(item);
  expect(work).toMatchObject({
    state: 'queued',
    kind: 'ndr',
    group: { id: group },
    delivery: { recipient: 'full@customer.example', status: '5.2.2', cause: 'mailbox-full' },
  });
  expect(work.messages.map(({ id }) => id)).toContain(sent.mailId);
  expect(work.outgoing).toMatchObject([{ id: sent.id, deliveries: [{ action: 'failed' }] }]);
  expect((await listOutgoing(database.db, ann)).map(({ id }) => id)).toContain(sent.id);
});

test('a failure without any header of our mail is found by its recipient, unless two fit', async () => {
  const sent = await answer('once@customer.example');
  await comeIn(nameless('once@customer.example'));
  expect((await readOutgoing(database.db.kysely, sent.id))?.deliveries).toMatchObject([{ status: '5.1.1' }]);

  const twice = [await answer('twice@customer.example'), await answer('twice@customer.example')];
  const { item } = await comeIn(nameless('twice@customer.example'));
  for (const { id } of twice)
    expect((await readOutgoing(database.db.kysely, id))?.deliveries).toBeUndefined();
  const { rows } = await sql<{ kind: string; state: string }>`
    select kind, state from interaction where id = ${item}`.execute(database.db.kysely);
  expect(rows).toEqual([{ kind: 'ndr', state: 'queued' }]);
});

/** Of a group that gives each mail a return path of its own. */
async function answerWithPath(customer: string): Promise<{ readonly sent: Outgoing; readonly path: string }> {
  const set = (to: boolean) =>
    sql`update service_group set own_return_path = ${to} where id = ${group}`.execute(database.db.kysely);
  await set(true);
  const sent = await answer(customer);
  await set(false);
  const { rows } = await sql<{ envelope_from: string }>`
    select envelope_from from outgoing where id = ${sent.id}`.execute(database.db.kysely);
  return { sent, path: rows[0]?.envelope_from ?? '' };
}

async function parentOf(mail: MailId) {
  const { rows } = await sql<Record<string, unknown>>`
    select kind, parent_id, parent_found_by from mail where id = ${mail}`.execute(database.db.kysely);
  return rows[0];
}

test('a failure without any header of our mail is found by the return path of that mail alone', async () => {
  const { sent, path } = await answerWithPath('verp@customer.example');
  await answer('verp@customer.example');
  expect(path).toMatch(/^help\+b.*@example\.com$/);
  // The recipient has moved, and its new server reports that address.
  const { mail, item } = await comeIn([`Delivered-To: ${path}`, ...nameless('moved@elsewhere.example')]);
  expect(await parentOf(mail)).toEqual({
    kind: 'ndr',
    parent_id: sent.mailId,
    parent_found_by: 'return-path',
  });
  expect((await readOutgoing(database.db.kysely, sent.id))?.deliveries).toMatchObject([
    { recipient: 'moved@elsewhere.example', action: 'failed' },
  ]);
  expect(await read(item)).toMatchObject({ kind: 'ndr', delivery: { recipient: 'moved@elsewhere.example' } });
});

test('what comes back to a return path without a sender is a failure in whatever words', async () => {
  const { sent, path } = await answerWithPath('words@customer.example');
  const { mail, item } = await comeIn([
    'Return-Path: <>',
    `X-Original-To: ${path.toUpperCase()}`,
    'From: Postikoneisto <robotti@posti.example>',
    'Subject: Viestinne',
    '',
    'Tämä kone ei tunne ketään.',
  ]);
  expect(await parentOf(mail)).toMatchObject({ kind: 'ndr', parent_id: sent.mailId });
  expect(await read(item)).toMatchObject({ kind: 'ndr', delivery: { recipient: 'words@customer.example' } });
  expect((await readOutgoing(database.db.kysely, sent.id))?.deliveries).toMatchObject([
    { recipient: 'words@customer.example', action: 'failed', cause: 'unknown' },
  ]);
});

const written = (to: string, returnPath: string): readonly string[] => [
  `Return-Path: <${returnPath}>`,
  `Delivered-To: ${to}`,
  'From: person@customer.example',
  `Subject: Something else ${returnPath} ${to.length}`,
  '',
  'Hello.',
];

test('a person who writes to a return path, and a path that is not ours, return nothing', async () => {
  const { path } = await answerWithPath('person@customer.example');
  const person = await comeIn(written(path, 'person@customer.example'));
  expect(await parentOf(person.mail)).toMatchObject({ kind: 'message', parent_id: null });
  const forged = await comeIn(written(path.replace(/[0-9a-f]{16}@/, '0123456789abcdef@'), ''));
  expect(await parentOf(forged.mail)).toMatchObject({ kind: 'message', parent_id: null });
});

test('an automatic reply is seen in the thread that it answers and is not offered', async () => {
  const sent = await answer('away@customer.example');
  const { mail, item } = await comeIn([
    'From: away@customer.example',
    'To: help@example.com',
    'Subject: Out of office',
    'Auto-Submitted: auto-replied',
    `In-Reply-To: <${sent.messageId}>`,
    '',
    'I am away.',
  ]);
  expect(item).toBeNull();
  const thread = await read(sent.interactionId);
  expect(thread.messages.find(({ id }) => id === mail)).toMatchObject({ kind: 'auto-reply' });
});

test('a read receipt says that the mail was read', async () => {
  const sent = await answer('reader@customer.example');
  await comeIn([
    'From: reader@customer.example',
    'To: help@example.com',
    'Subject: Read: Bill',
    'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
    '',
    '--b',
    '',
    'It was read.',
    '--b',
    'Content-Type: message/disposition-notification',
    '',
    'Final-Recipient: rfc822;reader@customer.example',
    `Original-Message-ID: <${sent.messageId}>`,
    'Disposition: manual-action/MDN-sent-manually; displayed',
    '',
    '--b--',
    '',
  ]);
  expect((await readOutgoing(database.db.kysely, sent.id))?.deliveries).toMatchObject([
    { recipient: 'reader@customer.example', action: 'displayed' },
  ]);
});

test('a customer who sends our mail back attached writes an ordinary mail; a stranger system returns it', async () => {
  const sent = await answer('forwards@customer.example');
  const forwarded = (from: string) => [
    `From: ${from}`,
    'To: help@example.com',
    `Subject: About this mail of yours ${from}`,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'What does this mean?',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'From: help@example.com',
    `Message-ID: <${sent.messageId}>`,
    '',
    'Dear customer,',
    '--b--',
    '',
  ];
  await comeIn(forwarded('forwards@customer.example'));
  const kinds = () =>
    sql<{ kind: string }>`select kind from mail where parent_id = ${sent.mailId}`
      .execute(database.db.kysely)
      .then(({ rows }) => rows.map(({ kind }) => kind));
  expect(await kinds()).toEqual([]);
  await comeIn(forwarded('system@relay.example'));
  expect(await kinds()).toEqual(['ndr']);
});

test('the configuration can list further senders of returned mail', async () => {
  await sql`update tenant set ndr_senders = '{returns}' where id = ${ann.tenantId}`.execute(
    database.db.kysely,
  );
  const { mail } = await comeIn([
    'From: returns@relay.example',
    'To: help@example.com',
    'Subject: Something',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'Please see below.',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'From: help@example.com',
    'Message-ID: <unknown@example.com>',
    '',
    'Dear customer,',
    '--b--',
    '',
  ]);
  const { rows } = await sql<{ kind: string }>`
    select i.kind from interaction i where i.mail_id = ${mail}`.execute(database.db.kysely);
  expect(rows).toEqual([{ kind: 'ndr' }]);
});
