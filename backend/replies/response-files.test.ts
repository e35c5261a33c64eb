import { createHash } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExpectedError } from '../../contract/error.ts';
import type { Draft } from '../../contract/domain/draft.ts';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { requeueInteraction } from '../routing/requeue-interaction.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Viewer } from '../routing/viewer.ts';
import { attachResponseFiles } from './attach-response-files.ts';
import { attachToDraft, detachFromDraft } from './attachments.ts';
import { fillResponse } from './fill.ts';
import { openDraft } from './open-draft.ts';
import { readDraft } from './read-drafts.ts';
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
  ann = await centre.addAgent('ann', [group]);
  await addResponses(`
    <response id="fee" name="Fee"><body>The fee is small.</body>
      <attachment href="files/fees.csv"/><include ref="closing"/></response>
    <response id="closing" name="Closing"><body>Yours</body><attachment href="terms.txt"/></response>
    <response id="plain" name="Plain"><body>Nothing comes with it.</body></response>
    <response id="old" name="Old" notAfter="2020-01-01"><body>Old</body><attachment href="terms.txt"/></response>`);
});
afterAll(() => database[Symbol.asyncDispose]());

/** A response file with the files `files/fees.csv` and `terms.txt`, for the group. */
async function addResponses(responses: string): Promise<void> {
  const db = database.db.kysely;
  const source = `<responses version="1" defaultCulture="en-US">${responses}</responses>`;
  await sql`
    insert into response_file (tenant_id, key, source, sha256)
    values (${centre.tenantId}, 'help', ${source}, ${hash(source)})`.execute(db);
  await sql`update service_group set response_file_id = (select id from response_file) where id = ${group}`.execute(
    db,
  );
  for (const [href, name, type, text] of [
    ['files/fees.csv', 'fees.csv', 'text/csv', 'fee;10'],
    ['terms.txt', 'terms.txt', 'text/plain', 'Terms'],
  ] as const) {
    await sql`insert into blob (sha256, bytes) values (${hash(text)}, ${Buffer.from(text)})`.execute(db);
    await sql`
      insert into response_attachment (response_file_id, href, name, type, size, sha256)
      select id, ${href}, ${name}, ${type}, ${text.length}, ${hash(text)} from response_file`.execute(db);
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function open(): Promise<Draft> {
  const held = await pickInteraction(database.db, ann, await centre.enqueue(group));
  return openDraft(database.db, ann, {
    interactionId: held.id,
    epoch: held.epoch,
    kind: 'reply',
    mailId: null,
  });
}

const attach = (draft: Draft, response: string) =>
  attachResponseFiles(database.db, ann, group, response, draft.id);
const namesOf = async (draft: Draft) =>
  (await readDraft(database.db, ann, draft.id)).attachments.map(({ name }) => name);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: ExpectedError) => error.code,
  );

test('a filled response tells which files come with it, those of what it includes too', async () => {
  const draft = await open();
  const fill = (response: string) => fillResponse(database.db, ann, group, response, draft.id);
  expect((await fill('fee')).files).toEqual([
    { name: 'fees.csv', type: 'text/csv', size: 6 },
    { name: 'terms.txt', type: 'text/plain', size: 5 },
  ]);
  expect((await fill('plain')).files).toEqual([]);
  expect(await namesOf(draft)).toEqual([]);
});

test('inserting attaches them, inserting again does not, and what was removed comes back when asked for', async () => {
  const draft = await open();
  const first = await attach(draft, 'fee');
  expect(first).toMatchObject([{ name: 'fees.csv', contentId: null }, { name: 'terms.txt' }]);
  expect(await attach(draft, 'fee')).toEqual(first);
  expect(await attach(draft, 'closing')).toEqual([first[1]]);
  expect(await namesOf(draft)).toEqual(['fees.csv', 'terms.txt']);

  if (first[0]) await detachFromDraft(database.db, ann, draft.id, first[0].id);
  expect(await namesOf(draft)).toEqual(['terms.txt']);
  await attach(draft, 'fee');
  expect(await namesOf(draft)).toEqual(['terms.txt', 'fees.csv']);
});

test('two presses at once attach once, and what the agent attached by hand is not attached again', async () => {
  const draft = await open();
  const file = { name: 'my terms.txt', type: 'text/plain', inline: false, bytes: Buffer.from('Terms') };
  await attachToDraft(database.db, ann, draft.id, file);
  await Promise.all([attach(draft, 'fee'), attach(draft, 'fee')]);
  expect((await namesOf(draft)).toSorted()).toEqual(['fees.csv', 'my terms.txt']);
});

test('where there is no room for all of them none is attached', async () => {
  const draft = await open();
  const bytes = Buffer.alloc(25 * 1024 * 1024 - 8);
  await attachToDraft(database.db, ann, draft.id, { name: 'big', type: 'a/b', inline: false, bytes });
  expect(await codeOf(attach(draft, 'fee'))).toBe('too-large');
  expect(await namesOf(draft)).toEqual(['big']);
});

test('they are sent out as files of the mail', async () => {
  const draft = await open();
  await attach(draft, 'fee');
  const outgoing = await sendDraft(database.db, ann, { id: draft.id, revision: 1, acceptUnresolved: false });
  const { rows } = await sql<{ bytes: Buffer }>`
    select b.bytes from outgoing o join mail m on m.id = o.mail_id join blob b on b.sha256 = m.source_sha256
    where o.id = ${outgoing.id}`.execute(database.db.kysely);
  const { attachments } = await simpleParser(rows[0]?.bytes ?? '');
  expect(
    attachments.map(({ filename, contentType, content }) => [filename, contentType, content.toString()]),
  ).toEqual([
    ['fees.csv', 'text/csv', 'fee;10'],
    ['terms.txt', 'text/plain', 'Terms'],
  ]);
});

test('nothing is attached of a response that is not offered, nor to a draft that is not held', async () => {
  const draft = await open();
  expect(await codeOf(attach(draft, 'old'))).toBe('not-found');
  expect(await codeOf(attach(draft, 'none'))).toBe('not-found');
  const held = draft.interactionId;
  if (held === null) throw new Error('a reply answers something');
  await requeueInteraction(database.db, ann, { id: held, epoch: await epochOf(held) }, null);
  expect(await codeOf(attach(draft, 'fee'))).toBe('lease-lost');
});

async function epochOf(id: string): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`select epoch from interaction where id = ${id}`.execute(
    database.db.kysely,
  );
  return rows[0]?.epoch ?? 0;
}
