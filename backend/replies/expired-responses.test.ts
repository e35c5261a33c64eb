import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ExpectedError } from '../../contract/error.ts';
import type { Draft } from '../../contract/domain/draft.ts';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Viewer } from '../routing/viewer.ts';
import { fillResponse } from './fill.ts';
import { openDraft } from './open-draft.ts';
import { saveDraft } from './save-draft.ts';
import { sendDraft } from './send-draft.ts';

let database: TestDatabase;
let centre: TestCentre;
let group: ServiceGroupId;
let ann: Viewer;

beforeAll(async () => {
  database = await openTestDatabase({ jobs: true });
  centre = await makeTestCentre(database.db);
  await centre.addMailServer();
  group = await centre.addGroup('help');
  ann = await centre.addAgent('ann', [group], { capacity: 50 });
  await sql`insert into response_file (tenant_id, key, source, sha256) values (${centre.tenantId}, 'help', '', '')`.execute(
    database.db.kysely,
  );
  await sql`update service_group set response_file_id = (select id from response_file) where id = ${group}`.execute(
    database.db.kysely,
  );
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => setResponses(''));

/** The response "Sale/5 %" with these attributes. */
async function setResponses(attributes: string): Promise<void> {
  await setSource(
    `<response id="sale/5 %" name="Sale" ${attributes}><body>All at half price.</body></response>`,
  );
}

async function setSource(responses: string): Promise<void> {
  const source = `<responses version="1" defaultCulture="en-US">${responses}</responses>`;
  const sha256 = createHash('sha256').update(source).digest('hex');
  await sql`update response_file set source = ${source}, sha256 = ${sha256}, removed_at = null`.execute(
    database.db.kysely,
  );
}

/** A saved reply that holds the response. */
async function write(html?: (mark: string) => string): Promise<Draft> {
  const held = await pickInteraction(database.db, ann, await centre.enqueue(group));
  const draft = await openDraft(database.db, ann, {
    interactionId: held.id,
    epoch: held.epoch,
    kind: 'reply',
    mailId: null,
  });
  const { mark } = await fillResponse(database.db, ann, group, 'sale/5 %', draft.id);
  const { to, cc, bcc, subject, culture } = draft;
  const text = html?.(mark) ?? `<p><span data-postroom-response="${mark}">All at half price.</span></p>`;
  const content = { to, cc, bcc, subject, culture, html: text };
  return saveDraft(database.db, ann, { id: draft.id, baseRevision: 1, content });
}

async function send(draft: Draft, acceptExpired = false): Promise<string> {
  const request = { id: draft.id, revision: draft.revision, acceptUnresolved: false, acceptExpired };
  return sendDraft(database.db, ann, request).then(
    () => 'sent',
    (error: ExpectedError) => `${error.code}: ${error.detail?.['responses'] ?? ''}`,
  );
}

test('a response that is still offered goes out, without what it was marked with', async () => {
  const draft = await write();
  expect(await send(draft)).toBe('sent');
  const { rows } = await sql<{ bytes: Buffer }>`
    select b.bytes from outgoing o join mail m on m.id = o.mail_id join blob b on b.sha256 = m.source_sha256
    where o.draft_id = ${draft.id}`.execute(database.db.kysely);
  expect(rows[0]?.bytes.toString()).toContain('All at half price.');
  expect(rows[0]?.bytes.toString()).not.toContain('data-postroom');
});

test.each([
  ['is past its last day', 'notAfter="2020-01-01"'],
  ['has not reached its first day', 'notBefore="2999-01-01"'],
  ['was made a draft again', 'status="draft"'],
  ['is no longer for e-mail', 'channels="chat"'],
])('one that %s is refused by its name, and goes out when the agent insists', async (_, attributes) => {
  const draft = await write();
  await setResponses(attributes);
  expect(await send(draft)).toBe('expired-responses: Sale');
  expect(await send(draft, true)).toBe('sent');
});

test('one that is gone is refused by its id, also when its whole file was set aside', async () => {
  const draft = await write();
  await setSource('');
  expect(await send(draft)).toBe('expired-responses: sale/5 %');
  await setResponses('');
  await sql`update response_file set removed_at = now()`.execute(database.db.kysely);
  expect(await send(draft)).toBe('expired-responses: sale/5 %');
});

test('the draft of another group is looked up in the file that its text came from', async () => {
  const draft = await write();
  await sql`update draft set service_group_id = ${await centre.addGroup('other')} where id = ${draft.id}`.execute(
    database.db.kysely,
  );
  expect(await send(draft)).toBe('sent');
});

test('a text whose response was taken out, is quoted or has a foreign mark is not asked about', async () => {
  const drafts = [
    await write(() => '<p>Own words</p>'),
    await write(
      (mark) =>
        `<p>x</p><blockquote type="cite" data-postroom-quote=""><span data-postroom-response="${mark}">y</span></blockquote>`,
    ),
    await write(() => '<p><span data-postroom-response="%&quot;&lt;nonsense">x</span></p>'),
  ];
  await setResponses('status="draft"');
  for (const draft of drafts) expect(await send(draft)).toBe('sent');
});
