import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServiceGroupId, TemplateId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Viewer } from '../routing/viewer.ts';
import { serverTimeZone } from '../texts/time-zone.ts';
import { fillTemplate } from './fill.ts';
import { openDraft } from './open-draft.ts';
import { usableZone } from './tenant-time-zone.ts';

let database: TestDatabase;
let centre: TestCentre;
let group: ServiceGroupId;
let ann: Viewer;
let template: TemplateId;

beforeAll(async () => {
  database = await openTestDatabase();
  centre = await makeTestCentre(database.db);
  group = await centre.addGroup('help');
  ann = await centre.addAgent('ann', [group]);
  const { rows } = await sql<{ id: TemplateId }>`
    insert into template (tenant_id, name, format, body)
    values (${centre.tenantId}, 'Received', 'text', '$Received.Date$ $Received.Time$')
    returning id`.execute(database.db.kysely);
  if (!rows[0]) throw new Error('no template');
  template = rows[0].id;
});
afterAll(() => database[Symbol.asyncDispose]());

test.each([
  // UTC+14 and UTC-11: the same instant lies on two days.
  ['Pacific/Kiritimati', '5/2/26 1:30 AM', 'May 2, 2026'],
  ['Pacific/Niue', '5/1/26 12:30 AM', 'May 1, 2026'],
])('in %s a mail is dated by the clocks there', async (timeZone, identifiers, quoted) => {
  await sql`update tenant set time_zone = ${timeZone}`.execute(database.db.kysely);
  const held = await pickInteraction(database.db, ann, await centre.enqueue(group));
  await sql`update interaction set received_at = '2026-05-01T11:30:00Z' where id = ${held.id}`.execute(
    database.db.kysely,
  );
  await sql`
    update mail set received_at = '2026-05-01T11:30:00Z', date = '2026-05-01T11:30:00Z', language = 'en'
    where id = (select mail_id from interaction where id = ${held.id})`.execute(database.db.kysely);
  const draft = await openDraft(database.db, ann, {
    interactionId: held.id,
    epoch: held.epoch,
    kind: 'reply',
    mailId: null,
  });
  expect(draft.html).toContain(quoted);
  expect((await fillTemplate(database.db, ann, template, draft.id)).html).toContain(identifiers);
});

test('a zone that this machine does not know, or none, is the server’s', () => {
  expect(usableZone('Mars/Base')).toBe(serverTimeZone);
  expect(usableZone(null)).toBe(serverTimeZone);
  expect(usableZone('Asia/Tokyo')).toBe('Asia/Tokyo');
});
