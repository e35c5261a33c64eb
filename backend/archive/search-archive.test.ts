import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MailId, ServiceGroupId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { searchWords } from '../intake/words.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { requeueInteraction } from '../routing/requeue-interaction.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Viewer } from '../routing/viewer.ts';
import { searchArchive } from './search-archive.ts';

let database: TestDatabase;
let centre: TestCentre;
let group: ServiceGroupId;
let other: ServiceGroupId;
let ann: Viewer;
let eve: Viewer;
let boss: Viewer;

beforeAll(async () => {
  database = await openTestDatabase();
  centre = await makeTestCentre(database.db);
  group = await centre.addGroup('help');
  other = await centre.addGroup('other');
  ann = await centre.addAgent('ann', [group]);
  eve = await centre.addAgent('eve', [other]);
  boss = await centre.addAgent('boss', [], { roles: ['administrator'] });
  for (const [subject, text] of [
    ['Größe', 'Die Schuhe in Größe 42, Bestellung AB-12/34.'],
    ['注文番号12345の件', '注文番号12345の件について、お問い合わせします。'],
    ['طلب', 'أين طلبي رقم ٩٨٧؟'],
    ['Reminder', 'Write to ann.doe@example.com <script>alert(1)</script>'],
  ] as const) {
    await centre.enqueue(group, { subject });
    await sql`
      update mail set text = ${text}, words = to_tsvector('simple', ${searchWords(subject, text)})
      where id = (select max(id) from mail)`.execute(database.db.kysely);
  }
});
afterAll(() => database[Symbol.asyncDispose]());

async function subjects(viewer: Viewer, text: string): Promise<string[]> {
  const mails = await searchArchive(database.db, viewer, { text, limit: 10, before: null });
  return mails.map(({ subject }) => subject);
}

test.each([
  ['grosse', 'Größe'],
  ['GRÖSS', 'Größe'],
  ['ab12/34', 'Größe'],
  ['schuhe 42', 'Größe'],
  ['注文番号', '注文番号12345の件'],
  ['12345', '注文番号12345の件'],
  ['طلبي', 'طلب'],
  ['ann.doe@exam', 'Reminder'],
])('“%s” finds “%s”', async (text, subject) => {
  expect(await subjects(ann, text)).toEqual([subject]);
});

test.each(['schuhe 43', `' | '`, '***', 'grosse & !x:*'])(
  '“%s” finds nothing and breaks nothing',
  async (text) => {
    expect(await subjects(ann, text)).toEqual([]);
  },
);

test('pages follow each other without gap or repetition', async () => {
  const seen: string[] = [];
  let before: MailId | null = null;
  for (;;) {
    const page = await searchArchive(database.db, ann, { text: '', limit: 2, before });
    seen.push(...page.map(({ subject }) => subject));
    before = page.at(-1)?.id ?? null;
    if (before === null) break;
  }
  expect(seen).toEqual(['Reminder', 'طلب', '注文番号12345の件', 'Größe']);
});

test('mail of other groups is not found, and follows its interaction to another group', async () => {
  expect(await subjects(eve, 'grosse')).toEqual([]);
  expect(await subjects(boss, 'grosse')).toEqual(['Größe']);
  const both = await centre.addAgent('both', [group, other]);
  const { rows } = await sql<{ id: Parameters<typeof pickInteraction>[2] }>`
    select id from interaction where subject = 'Größe'`.execute(database.db.kysely);
  const [row] = rows;
  if (!row) throw new Error('no interaction');
  await requeueInteraction(database.db, both, await pickInteraction(database.db, both, row.id), other);
  expect(await subjects(eve, 'grosse')).toEqual(['Größe']);
  expect(await subjects(ann, 'grosse')).toEqual([]);
});
