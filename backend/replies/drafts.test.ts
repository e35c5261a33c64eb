import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExpectedError } from '../../contract/error.ts';
import type { Draft, DraftContent } from '../../contract/domain/draft.ts';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { closeInteraction } from '../routing/close-interaction.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { requeueInteraction } from '../routing/requeue-interaction.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Viewer } from '../routing/viewer.ts';
import { attachToDraft, detachFromDraft } from './attachments.ts';
import { discardDraft } from './discard-draft.ts';
import { openDraft } from './open-draft.ts';
import { listDrafts, readDraft, readDraftAttachment } from './read-drafts.ts';
import { saveDraft } from './save-draft.ts';
import { startMail } from './start-mail.ts';

let database: TestDatabase;
let centre: TestCentre;
let group: ServiceGroupId;
let ann: Viewer;
let bob: Viewer;
let eve: Viewer;

beforeAll(async () => {
  database = await openTestDatabase();
  centre = await makeTestCentre(database.db);
  group = await centre.addGroup('help');
  ann = await centre.addAgent('ann', [group]);
  bob = await centre.addAgent('bob', [group]);
  eve = await centre.addAgent('eve', [await centre.addGroup('other')]);
});
afterAll(() => database[Symbol.asyncDispose]());

async function hold(viewer: Viewer, subject = 'Question'): Promise<InteractionSummary> {
  return pickInteraction(database.db, viewer, await centre.enqueue(group, { subject }));
}

async function open(
  viewer: Viewer,
  held: InteractionSummary,
  kind: 'reply' | 'reply-all' | 'forward' = 'reply',
): Promise<Draft> {
  return openDraft(database.db, viewer, { interactionId: held.id, epoch: held.epoch, kind, mailId: null });
}

function contentOf(
  { to, cc, bcc, subject, html, culture }: Draft,
  changes: Partial<DraftContent> = {},
): DraftContent {
  return { to, cc, bcc, subject, html, culture, ...changes };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: ExpectedError) => error.code,
  );
}

test('a fresh reply has sender, recipient, subject, template, signature and quote filled in', async () => {
  const db = database.db.kysely;
  await sql`
    insert into template (tenant_id, name, format, body) values
      (${centre.tenantId}, 'hello', 'html', '<p>Dear $From.Name$,</p>'),
      (${centre.tenantId}, 'sign', 'text', '-- $Agent.FirstName$, $ServiceGroup.Name$')`.execute(db);
  const dressed = await centre.addGroup('dressed');
  await sql`
    update service_group set signature = 'sign', template = 'hello' where id = ${dressed}`.execute(db);
  const dora = await centre.addAgent('dora', [dressed]);
  const held = await pickInteraction(
    database.db,
    dora,
    await centre.enqueue(dressed, { subject: 'Aw: Bill' }),
  );
  await sql`
    update mail set reply_to = '[{"name":"Office","address":"office@example.net"}]', from_name = 'Ada <x>'
    where id = (select mail_id from interaction where id = ${held.id})`.execute(db);
  await sql`update interaction set from_name = 'Ada <x>' where id = ${held.id}`.execute(db);

  const draft = await open(dora, held);

  expect(draft).toMatchObject({
    kind: 'reply',
    from: { name: 'dressed', address: 'dressed@example.com' },
    to: [{ name: 'Office', address: 'office@example.net', source: 'reply-to' }],
    subject: 'Re: Bill',
    revision: 1,
    culture: 'en-US',
    author: dora.agentId,
  });
  const order = [
    'Dear Ada &lt;x&gt;,',
    'data-postroom-signature',
    '-- dora, dressed',
    'wrote:',
    'How are you?',
  ];
  const places = order.map((part) => draft.html.indexOf(part));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);

  // Neither goes to the customer whom the template greets.
  await discardDraft(database.db, dora, draft.id);
  const forward = await openDraft(database.db, dora, {
    interactionId: held.id,
    epoch: held.epoch,
    kind: 'forward',
    mailId: null,
  });
  const fresh = await startMail(database.db, dora, dressed);
  for (const { html } of [forward, fresh]) {
    expect(html).not.toContain('Dear');
    expect(html).toContain('-- dora, dressed');
  }
});

test('a reply comes from the service access that the mail came in by, unless the group says otherwise', async () => {
  const db = database.db.kysely;
  const held = await hold(ann);
  await sql`
    with access as (
      insert into service_access (tenant_id, name, address, service_group_id)
      values (${centre.tenantId}, 'any', 'desk.*@example.com', ${group}) returning id)
    update interaction set service_access_id = access.id,
      routing = '{"serviceAccess":null,"matched":{"address":"Desk.North@example.com","header":"To"},"explanation":""}'
    from access where interaction.id = ${held.id}`.execute(db);
  const first = await open(ann, held);
  expect(first.from.address).toBe('Desk.North@example.com');
  await discardDraft(database.db, ann, first.id);

  await sql`
    update interaction set routing = jsonb_set(routing, '{matched,address}', '"ceo@evil.example"')
    where id = ${held.id}`.execute(db);
  const second = await open(ann, held);
  expect(second.from.address).toBe('help@example.com');
  await discardDraft(database.db, ann, second.id);

  await sql`update service_group set reply_using_access_address = false where id = ${group}`.execute(db);
  expect((await open(ann, held)).from.address).toBe('help@example.com');
  await sql`update service_group set reply_using_access_address = true where id = ${group}`.execute(db);
});

test('pictures that are quoted come along, a forward takes the other files too', async () => {
  const db = database.db.kysely;
  const held = await hold(ann);
  await sql`
    update mail set html = '<p>See <img src="cid:pic@x"></p>'
    where id = (select mail_id from interaction where id = ${held.id})`.execute(db);
  await sql`
    insert into attachment (mail_id, position, name, type, size, sha256, content_id, inline)
    select mail_id, 0, 'pic.png', 'image/png', 3, 'raw', 'pic@x', true from interaction where id = ${held.id}
    union all
    select mail_id, 1, 'bill.pdf', 'application/pdf', 3, 'raw', null, false from interaction where id = ${held.id}`.execute(
    db,
  );

  const reply = await open(ann, held);
  expect(reply.attachments).toMatchObject([{ name: 'pic.png', type: 'image/png', size: 3 }]);
  expect(reply.html).toContain(`src="cid:${reply.attachments[0]?.contentId}"`);
  const [picture] = reply.attachments;
  if (!picture) throw new Error('no picture');
  expect(Buffer.from(await readDraftAttachment(database.db, ann, reply.id, picture.id)).toString()).toBe(
    'raw',
  );
  await discardDraft(database.db, ann, reply.id);

  const forward = await open(ann, held, 'forward');
  expect(forward.to).toEqual([]);
  expect(forward.attachments.map(({ name }) => name)).toEqual(['pic.png', 'bill.pdf']);
});

test('the next agent goes on with the draft of the one before', async () => {
  const held = await hold(ann);
  const draft = await open(ann, held);
  const saved = await saveDraft(database.db, ann, {
    id: draft.id,
    baseRevision: 1,
    content: contentOf(draft, { html: '<p>Half an answer</p>' }),
  });
  expect(saved.revision).toBe(2);
  await requeueInteraction(database.db, ann, held, null);
  expect(
    await codeOf(saveDraft(database.db, ann, { id: draft.id, baseRevision: 2, content: contentOf(saved) })),
  ).toBe('lease-lost');

  const next = await pickInteraction(database.db, bob, held.id);
  expect(next.draftId).toBe(draft.id);
  expect(await open(bob, next)).toMatchObject({ id: draft.id, html: '<p>Half an answer</p>', revision: 2 });
  expect((await listDrafts(database.db, bob)).map(({ id }) => id)).toContain(draft.id);
  expect((await listDrafts(database.db, ann)).map(({ id }) => id)).not.toContain(draft.id);
});

test('a reply that its author made a forward of is one when it is opened again', async () => {
  const held = await hold(ann);
  const draft = await open(ann, held);
  await saveDraft(database.db, ann, {
    id: draft.id,
    baseRevision: 1,
    content: contentOf(draft, { to: [], becomes: 'forward' }),
  });
  expect(await readDraft(database.db, ann, draft.id)).toMatchObject({ kind: 'forward', to: [] });
});

test('a version made from an older one is kept aside and overwrites nothing', async () => {
  const draft = await open(ann, await hold(ann));
  const save = (baseRevision: number, html: string) =>
    saveDraft(database.db, ann, { id: draft.id, baseRevision, content: contentOf(draft, { html }) });
  await save(1, '<p>desktop</p>');
  // The same once more: only the answer had been lost.
  expect(await save(1, '<p>desktop</p>')).toMatchObject({ revision: 2 });

  expect(await codeOf(save(1, '<p>laptop</p>'))).toBe('draft-conflict');
  expect(await codeOf(save(1, '<p>laptop</p>'))).toBe('draft-conflict');

  expect(await readDraft(database.db, ann, draft.id)).toMatchObject({ html: '<p>desktop</p>', revision: 2 });
  const { rows } = await sql<{ html: string; conflicting: boolean }>`
    select content ->> 'html' as html, conflicting from draft_revision
    where draft_id = ${draft.id} and revision = 2`.execute(database.db.kysely);
  expect(rows).toEqual(
    expect.arrayContaining([
      { html: '<p>desktop</p>', conflicting: false },
      { html: '<p>laptop</p>', conflicting: true },
    ]),
  );
  expect(rows).toHaveLength(2);
});

test('versions typed within a minute are thinned out, the first and the last are kept', async () => {
  const draft = await open(ann, await hold(ann));
  for (let revision = 1; revision <= 20; revision++) {
    await saveDraft(database.db, ann, {
      id: draft.id,
      baseRevision: revision,
      content: contentOf(draft, { html: `<p>${revision}</p>` }),
    });
  }
  const { rows } = await sql<{ revision: number }>`
    select revision from draft_revision where draft_id = ${draft.id} order by revision`.execute(
    database.db.kysely,
  );
  expect(rows.map(({ revision }) => revision)).toEqual([1, 21]);
});

test('what is saved is sanitised', async () => {
  const draft = await open(ann, await hold(ann));
  const { html } = await saveDraft(database.db, ann, {
    id: draft.id,
    baseRevision: 1,
    content: contentOf(draft, { html: '<p onclick="x()">Hi<script>y()</script></p>' }),
  });
  expect(html).toBe('<p>Hi</p>');
});

test('files are attached with clean names, shown images get a cid, and all of it has a limit', async () => {
  const draft = await open(ann, await hold(ann));
  const attach = (name: string, type: string, inline = false, bytes: Uint8Array = Buffer.from('x')) =>
    attachToDraft(database.db, ann, draft.id, { name, type, inline, bytes });
  expect(await attach('../../etc/pass\u202ewd\r\n.txt', 'text/plain; x="\r\n"')).toMatchObject({
    name: 'passwd.txt',
    type: 'text/plain',
    contentId: null,
  });
  expect((await attach('p.png', 'image/png', true)).contentId).toMatch(/^[0-9a-f-]{36}@postroom$/);
  expect(await codeOf(attach('p.svg', 'image/svg+xml', true))).toBe('invalid-input');
  expect(await codeOf(attach('big', 'a/b', false, Buffer.alloc(25 * 1024 * 1024)))).toBe('too-large');

  const { attachments } = await readDraft(database.db, ann, draft.id);
  for (const { id } of attachments) await detachFromDraft(database.db, ann, draft.id, id);
  expect((await readDraft(database.db, ann, draft.id)).attachments).toEqual([]);
});

test('a discarded draft is gone, and closing discards', async () => {
  const held = await hold(ann);
  const first = await open(ann, held);
  await discardDraft(database.db, ann, first.id);
  await discardDraft(database.db, ann, first.id);
  expect(await codeOf(readDraft(database.db, ann, first.id))).toBe('not-found');

  const second = await open(ann, held);
  expect(second.id).not.toBe(first.id);
  await closeInteraction(database.db, ann, held);
  expect(await codeOf(readDraft(database.db, ann, second.id))).toBe('not-found');
});

test('new mail is written from a group’s own address, and is nobody else’s', async () => {
  const draft = await startMail(database.db, ann, group);
  expect(draft).toMatchObject({
    kind: 'new',
    interactionId: null,
    from: { address: 'help@example.com' },
    to: [],
  });
  expect(await codeOf(readDraft(database.db, bob, draft.id))).toBe('not-found');
  expect(
    await codeOf(saveDraft(database.db, bob, { id: draft.id, baseRevision: 1, content: contentOf(draft) })),
  ).toBe('not-found');
  expect(await codeOf(startMail(database.db, eve, group))).toBe('not-allowed');
  const mute = await centre.addGroup('mute', { email: null });
  const mia = await centre.addAgent('mia', [mute]);
  expect(await codeOf(startMail(database.db, mia, mute))).toBe('no-sender-address');
});
