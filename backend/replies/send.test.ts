import { simpleParser } from 'mailparser';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExpectedError } from '../../contract/error.ts';
import type { Draft, DraftContent } from '../../contract/domain/draft.ts';
import type { OutgoingId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import { searchArchive } from '../archive/search-archive.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { claimOutgoing } from '../mail/outbox/outgoing-row.ts';
import { readInteractionSummary } from '../routing/interaction-rows.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { readInteraction } from '../threads/read-interaction.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Viewer } from '../routing/viewer.ts';
import { attachToDraft } from './attachments.ts';
import { listOutgoing } from './list-outgoing.ts';
import { openDraft } from './open-draft.ts';
import { resolveOutgoing } from './resolve-outgoing.ts';
import { saveDraft } from './save-draft.ts';
import { sendDraft } from './send-draft.ts';
import { startMail } from './start-mail.ts';
import { undoSend } from './undo-send.ts';

let database: TestDatabase;
let centre: TestCentre;
let group: ServiceGroupId;
let ann: Viewer;
let bob: Viewer;
let lead: Viewer;

beforeAll(async () => {
  database = await openTestDatabase({ jobs: true });
  centre = await makeTestCentre(database.db);
  await centre.addMailServer();
  group = await centre.addGroup('help');
  ann = await centre.addAgent('ann', [group]);
  bob = await centre.addAgent('bob', [group]);
  lead = await centre.addAgent('lead', [group], { roles: ['agent', 'team-lead'] });
});
afterAll(() => database[Symbol.asyncDispose]());

async function write(
  changes: Partial<DraftContent> = {},
): Promise<{ held: InteractionSummary; draft: Draft }> {
  const held = await pickInteraction(database.db, ann, await centre.enqueue(group, { subject: 'Bill' }));
  const fresh = await openDraft(database.db, ann, {
    interactionId: held.id,
    epoch: held.epoch,
    kind: 'reply',
    mailId: null,
  });
  const { to, cc, bcc, subject, html, culture } = fresh;
  const content = { to, cc, bcc, subject, html, culture, ...changes };
  const draft = await saveDraft(database.db, ann, { id: fresh.id, baseRevision: 1, content });
  return { held, draft };
}

const send = (draft: Draft, acceptUnresolved = false) =>
  sendDraft(database.db, ann, { id: draft.id, revision: draft.revision, acceptUnresolved });

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: ExpectedError) => error.code,
  );
}

async function rawOf(id: OutgoingId): Promise<Buffer> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select b.bytes from outgoing o join mail m on m.id = o.mail_id join blob b on b.sha256 = m.source_sha256
    where o.id = ${id}`.execute(database.db.kysely);
  if (!rows[0]) throw new Error('nothing was stored');
  return rows[0].bytes;
}

async function setState(id: OutgoingId, state: string): Promise<void> {
  await sql`update outgoing set state = ${state} where id = ${id}`.execute(database.db.kysely);
}

test('a sent reply lies ready with headers, both parts and its picture, and closes the interaction', async () => {
  const { held, draft } = await write({
    cc: [{ name: 'Bob', address: 'bob@example.net', source: 'typed' }],
    bcc: [{ name: '', address: 'secret@example.net', source: 'typed' }],
    culture: 'fr-FR',
  });
  const picture = await attachToDraft(database.db, ann, draft.id, {
    name: 'p.png',
    type: 'image/png',
    inline: true,
    bytes: Buffer.from('picture'),
  });
  const html = `<p>Voilà : <img src="cid:${picture.contentId}"></p>`;
  const { to, cc, bcc, subject, culture } = draft;
  const saved = await saveDraft(database.db, ann, {
    id: draft.id,
    baseRevision: draft.revision,
    content: { to, cc, bcc, subject, html, culture },
  });

  const outgoing = await send(saved);

  expect(outgoing).toMatchObject({
    state: 'queued',
    attempts: 0,
    subject: 'Re: Bill',
    interactionId: held.id,
  });
  const wait = Date.parse(outgoing.notBefore) - Date.parse(outgoing.queuedAt);
  expect(wait).toBe(10_000);
  const raw = await rawOf(outgoing.id);
  const mail = await simpleParser(raw);
  expect(mail.messageId).toBe(`<${outgoing.messageId}>`);
  expect(mail.inReplyTo).toBe('<original@example.net>');
  expect(mail.from?.value[0]).toEqual({ name: 'help', address: 'help@example.com' });
  expect(mail.text?.trim()).toBe('Voilà :');
  expect(mail.attachments).toMatchObject([{ cid: picture.contentId, content: Buffer.from('picture') }]);
  expect(raw.toString('latin1')).not.toContain('secret@');
  const { rows } = await sql`
    select envelope_from, envelope_to from outgoing where id = ${outgoing.id}`.execute(database.db.kysely);
  expect(rows).toEqual([
    {
      envelope_from: 'help@example.com',
      envelope_to: ['ada@example.net', 'bob@example.net', 'secret@example.net'],
    },
  ]);

  const read = await readInteraction(database.db, ann, held.id);
  expect(read).toMatchObject({
    state: 'closed',
    agent: null,
    draftId: null,
    outgoing: [{ id: outgoing.id }],
  });
  expect(read.messages.map(({ direction }) => direction)).toEqual(['in', 'out']);
});

test('sending twice, also at once, makes one row', async () => {
  const { draft } = await write();
  const sent = await Promise.all([send(draft), send(draft), send(draft)]);
  sent.push(await send(draft));
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  const { rows } = await sql`select from outgoing where draft_id = ${draft.id}`.execute(database.db.kysely);
  expect(rows).toHaveLength(1);
});

test('nothing is sent without recipients, with identifiers left, from an old version or by another agent', async () => {
  expect(await codeOf(send((await write({ to: [] })).draft))).toBe('no-recipient');
  const { draft } = await write({ html: '<p>Dear $From.<b>Name</b>$</p>' });
  expect(await codeOf(send(draft))).toBe('unresolved-identifiers');
  expect(await codeOf(send({ ...draft, revision: 1 }))).toBe('draft-conflict');
  expect(
    await codeOf(
      sendDraft(database.db, bob, { id: draft.id, revision: draft.revision, acceptUnresolved: true }),
    ),
  ).toBe('lease-lost');
  expect(await codeOf(send(draft, true))).toBe('done');
});

test('identifiers in the customer’s own words stop nothing', async () => {
  const { draft } = await write({
    html: '<p>Fine.</p><blockquote type="cite" data-postroom-quote="">What is $From.Name$?</blockquote>',
  });
  expect(await codeOf(send(draft))).toBe('done');
});

test('header injection in stored text is refused when it is sent', async () => {
  for (const [path, value, code] of [
    ['{subject}', 'Hi\r\nBcc: victim@example.net', 'invalid-input'],
    ['{to,0,address}', 'ada@example.net\r\nBcc: victim@example.net', 'bad-address'],
    ['{to,0,name}', 'Ada\nBcc: victim@example.net', 'bad-address'],
  ] as const) {
    const { draft } = await write();
    await sql`
      update draft set content = jsonb_set(content, ${path}::text[], ${JSON.stringify(value)}::jsonb)
      where id = ${draft.id}`.execute(database.db.kysely);
    expect(await codeOf(send(draft))).toBe(code);
  }
});

test('undo opens draft and interaction again; what is on its way cannot be undone', async () => {
  const { held, draft } = await write({ html: '<p>Zebrafish</p>' });
  const outgoing = await send(draft);
  expect(await codeOf(undoSend(database.db, bob, outgoing.id))).toBe('not-found');
  expect(await searchArchive(database.db, bob, { text: 'zebrafish', limit: 5, before: null })).toHaveLength(
    1,
  );

  const again = await undoSend(database.db, ann, outgoing.id);

  expect(again).toMatchObject({ id: draft.id, revision: draft.revision, html: '<p>Zebrafish</p>' });
  const open = await readInteractionSummary(database.db.kysely, held.id);
  expect(open).toMatchObject({ state: 'open', agent: { id: ann.agentId }, draftId: draft.id });
  expect((await readInteraction(database.db, ann, held.id)).messages).toHaveLength(1);
  expect(await searchArchive(database.db, bob, { text: 'zebrafish', limit: 5, before: null })).toEqual([]);
  expect(await codeOf(undoSend(database.db, ann, outgoing.id))).toBe('already-sent');

  const second = await send(again);
  expect(second.id).not.toBe(outgoing.id);
  expect(second.messageId).not.toBe(outgoing.messageId);
  for (const state of ['sending', 'data-sent', 'accepted', 'uncertain']) {
    await setState(second.id, state);
    expect(await codeOf(undoSend(database.db, ann, second.id))).toBe('already-sent');
  }
});

test('undo and the sender race for a mail: one of them gets it', async () => {
  await sql`update service_group set undo_seconds = 0 where id = ${group}`.execute(database.db.kysely);
  for (let turn = 0; turn < 20; turn++) {
    const { id } = await send((await write()).draft);
    const [undone, claim] = await Promise.all([
      codeOf(undoSend(database.db, ann, id)),
      claimOutgoing(database.db, id),
    ]);
    expect([undone, claim.state]).toEqual(
      claim.state === 'claimed' ? ['already-sent', 'claimed'] : ['done', 'nothing-to-do'],
    );
  }
});

test('a mail that some have received already cannot be undone; one that was refused for all can', async () => {
  const everybody = {
    to: [
      { name: '', address: 'one@example.net', source: 'typed' as const },
      { name: '', address: 'two@example.net', source: 'typed' as const },
    ],
  };
  const partly = await send((await write(everybody)).draft);
  await sql`
    update outgoing set state = 'rejected', envelope_to = '{two@example.net}' where id = ${partly.id}`.execute(
    database.db.kysely,
  );
  expect(await codeOf(undoSend(database.db, ann, partly.id))).toBe('already-sent');

  const refused = await send((await write(everybody)).draft);
  await setState(refused.id, 'rejected');
  expect(await codeOf(undoSend(database.db, ann, refused.id))).toBe('done');
});

test('a person decides on an uncertain mail; nobody else sees it', async () => {
  const outgoing = await send((await write()).draft);
  expect(await codeOf(resolveOutgoing(database.db, ann, outgoing.id, 'send-again'))).toBe('state-conflict');
  await setState(outgoing.id, 'uncertain');
  expect((await listOutgoing(database.db, bob)).map(({ id }) => id)).not.toContain(outgoing.id);
  expect((await listOutgoing(database.db, lead)).map(({ id }) => id)).toContain(outgoing.id);
  expect(await codeOf(resolveOutgoing(database.db, bob, outgoing.id, 'arrived'))).toBe('not-found');

  expect(await resolveOutgoing(database.db, lead, outgoing.id, 'send-again')).toMatchObject({
    state: 'queued',
    messageId: outgoing.messageId,
  });
  await setState(outgoing.id, 'uncertain');
  expect(await resolveOutgoing(database.db, ann, outgoing.id, 'arrived')).toMatchObject({
    state: 'accepted',
  });

  const rejected = await send((await write()).draft);
  await setState(rejected.id, 'rejected');
  expect(await codeOf(resolveOutgoing(database.db, ann, rejected.id, 'arrived'))).toBe('state-conflict');
  expect(await resolveOutgoing(database.db, ann, rejected.id, 'give-up')).toMatchObject({
    state: 'withdrawn',
  });
  expect((await listOutgoing(database.db, ann)).map(({ id }) => id)).not.toContain(rejected.id);
});

test('new mail is sent without an interaction and without a thread', async () => {
  const fresh = await startMail(database.db, ann, group);
  const { culture } = fresh;
  const draft = await saveDraft(database.db, ann, {
    id: fresh.id,
    baseRevision: 1,
    content: {
      to: [{ name: '', address: 'new@example.net', source: 'typed' }],
      cc: [],
      bcc: [],
      subject: 'News',
      html: '<p>Hi</p>',
      culture,
    },
  });
  const outgoing = await send(draft);
  expect(outgoing.interactionId).toBeNull();
  const mail = await simpleParser(await rawOf(outgoing.id));
  expect(mail.inReplyTo).toBeUndefined();
  expect(mail.references).toBeUndefined();
});

test('a group that wants to be told of delivery and reading asks for it in the envelope and the header', async () => {
  await sql`update service_group set request_delivery_reports = true, request_read_receipts = true
    where id = ${group}`.execute(database.db.kysely);
  try {
    const { draft } = await write();
    const sent = await send(draft, true);
    const { rows } = await sql<{ envelope_id: string | null }>`
      select envelope_id from outgoing where id = ${sent.id}`.execute(database.db.kysely);
    expect(rows[0]?.envelope_id).toMatch(/^[0-9a-f-]{36}$/);
    expect((await rawOf(sent.id)).toString()).toContain(
      `Disposition-Notification-To: <${sent.from.address}>`,
    );
  } finally {
    await sql`update service_group set request_delivery_reports = false, request_read_receipts = false`.execute(
      database.db.kysely,
    );
  }
});
