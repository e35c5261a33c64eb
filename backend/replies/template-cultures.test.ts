import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Draft } from '../../contract/domain/draft.ts';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Viewer } from '../routing/viewer.ts';
import { fillTemplate, listTemplates } from './fill.ts';
import { openDraft } from './open-draft.ts';
import { startMail } from './start-mail.ts';

let database: TestDatabase;
let centre: TestCentre;
let group: ServiceGroupId;
let ann: Viewer;

beforeAll(async () => {
  database = await openTestDatabase();
  centre = await makeTestCentre(database.db);
  group = await centre.addGroup('help');
  ann = await centre.addAgent('ann', [group]);
  await sql`
    insert into template (tenant_id, name, culture, format, body) values
      (${centre.tenantId}, 'Reply', 'en-US', 'text', 'Dear $From.Name$,'),
      (${centre.tenantId}, 'Reply', 'es-ES', 'text', 'Buenos días, $From.Name$:'),
      (${centre.tenantId}, 'Reply', 'fr-FR', 'text', 'Bonjour $From.Name$,'),
      (${centre.tenantId}, 'Reply', 'fr-CA', 'text', 'Bonjour du Canada,'),
      (${centre.tenantId}, 'Signature', null, 'text', '-- $Agent$'),
      (${centre.tenantId}, 'Signature', 'es-ES', 'text', 'Un saludo, $Agent$')`.execute(database.db.kysely);
  await sql`update service_group set template = 'Reply', signature = 'Signature' where id = ${group}`.execute(
    database.db.kysely,
  );
});
afterAll(() => database[Symbol.asyncDispose]());

/** A reply to a mail of this language. */
async function answer(language: string | null): Promise<Draft> {
  const held = await pickInteraction(database.db, ann, await centre.enqueue(group));
  await sql`update mail set language = ${language}
    where id = (select mail_id from interaction where id = ${held.id})`.execute(database.db.kysely);
  return openDraft(database.db, ann, {
    interactionId: held.id,
    epoch: held.epoch,
    kind: 'reply',
    mailId: null,
  });
}

async function setGroupCulture(culture: string): Promise<void> {
  await sql`update service_group set culture = ${culture} where id = ${group}`.execute(database.db.kysely);
}

test('a Spanish mail gets the Spanish greeting and signature', async () => {
  const { html, culture } = await answer('es');
  expect(culture).toBe('es-ES');
  expect(html).toContain('Buenos días, Ada:');
  expect(html).toContain('Un saludo, ann');
});

test('the culture of the draft is nearer than its language', async () => {
  expect((await answer('fr')).html).toContain('Bonjour Ada,');
  await setGroupCulture('fr-CA');
  expect((await answer('fr')).html).toContain('Bonjour du Canada,');
  await setGroupCulture('en-US');
});

test('in a language without a version it is the one without culture, else that of the group', async () => {
  const { html, culture } = await answer('ja');
  expect(culture).toBe('ja-JP');
  expect(html).toContain('Dear Ada,');
  expect(html).toContain('-- ann');
  await setGroupCulture('es-ES');
  expect((await answer('ja')).html).toContain('Buenos días, Ada:');
  expect((await startMail(database.db, ann, group)).html).toContain('Un saludo, ann');
  await setGroupCulture('en-US');
});

test('the list names each template once, and filling it in takes the version for the draft', async () => {
  const templates = await listTemplates(database.db, ann);
  expect(templates).toMatchObject([
    { name: 'Reply', cultures: ['en-US', 'es-ES', 'fr-CA', 'fr-FR'] },
    { name: 'Signature', cultures: ['es-ES'] },
  ]);
  const [reply] = templates;
  if (!reply) throw new Error('there is no template');
  const fill = async (draft: Draft) => (await fillTemplate(database.db, ann, reply.id, draft.id)).html;
  expect(await fill(await answer('es'))).toBe('<p>Buenos días, Ada:</p>');
  expect(await fill(await answer(null))).toBe('<p>Dear Ada,</p>');
});

test('a version that was set aside is not taken', async () => {
  await sql`update template set removed_at = now() where culture = 'es-ES' and name = 'Reply'`.execute(
    database.db.kysely,
  );
  const { html } = await answer('es');
  expect(html).toContain('Dear Ada,');
  expect(html).toContain('Un saludo, ann');
});
