import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OperationName, operations } from '../../contract/api/operations.ts';
import type { Draft } from '../../contract/domain/draft.ts';
import type { Interaction } from '../../contract/domain/interaction.ts';
import type { Outgoing } from '../../contract/domain/outgoing.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { makeTestCentre } from '../routing/test-centre.ts';
import { publicOperations } from './handler.ts';
import {
  addTestAttachment,
  type Answer,
  callOperation,
  createTestApp,
  startTestSession,
} from './test-app.ts';

let database: TestDatabase;
let app: FastifyInstance;
/** Tokens: who may see it, and those who may not. */
let ann: string;
const strangers = new Map<string, string>();
/** Gives the stranger of another group an interaction and a draft of her own. */
let giveEve: () => Promise<{
  token: string;
  lease: { id: string; epoch: number };
  mail: string;
  draft: string;
  group: string;
}>;
/** Input that works for ann, for every operation that names a thing of her group. */
let scoped: Partial<Record<OperationName, Record<string, unknown>>>;

/** Operations that name nothing, and answer what is the caller's own. */
const own: readonly OperationName[] = [
  'session.read',
  'session.signOut',
  'presence.set',
  'interactions.list',
  'drafts.list',
  'outgoing.list',
  'templates.list',
  'dictionaries.list',
  'dictionaries.download',
  'archive.search',
  'automaticMails.list',
  'blockedMails.list',
  'mailServers.test',
  'mailWarnings.list',
];

const as = (token: string, name: OperationName, input?: Record<string, unknown>): Promise<Answer> =>
  callOperation(app, token, name, input);

beforeAll(async () => {
  database = await openTestDatabase({ jobs: true });
  app = createTestApp(database.db);
  const centre = await makeTestCentre(database.db);
  await centre.addMailServer();
  const group = await centre.addGroup('help');
  const other = await centre.addGroup('other');
  ann = await startTestSession(database.db, await centre.addAgent('ann', [group]));
  const eve = await centre.addAgent('eve', [other], { roles: ['agent', 'team-lead'] });
  const token = await startTestSession(database.db, eve);
  strangers.set('a team lead of another group', token);
  const abroad = await makeTestCentre(database.db, 'abroad');
  const mallory = await abroad.addAgent('mallory', [await abroad.addGroup('help')], {
    roles: ['administrator'],
  });
  strangers.set('an administrator of another tenant', await startTestSession(database.db, mallory));

  giveEve = async () => {
    const waitingHers = await centre.enqueue(other);
    const { id, epoch, messages } = (await as(token, 'interactions.pick', { id: waitingHers }))
      .body as Interaction;
    const draft = (await as(token, 'drafts.open', { interactionId: id, epoch, kind: 'reply' })).body as Draft;
    return { token, lease: { id, epoch }, mail: String(messages[0]?.id), draft: draft.id, group: other };
  };

  const waiting = await centre.enqueue(group);
  await addTestAttachment(database.db, waiting);
  const held = (await as(ann, 'interactions.pick', { id: waiting })).body as Interaction;
  const draft = (await as(ann, 'drafts.open', { interactionId: held.id, epoch: held.epoch, kind: 'reply' }))
    .body as Draft;
  const attached = (
    await as(ann, 'drafts.attach', {
      id: draft.id,
      name: 'a.txt',
      type: 'text/plain',
      bytes: Buffer.from('a'),
    })
  ).body as { id: string };
  const sentHeld = (await as(ann, 'interactions.pick', { id: await centre.enqueue(group) }))
    .body as Interaction;
  const sent = (
    await as(ann, 'drafts.open', { interactionId: sentHeld.id, epoch: sentHeld.epoch, kind: 'reply' })
  ).body as Draft;
  const outgoing = (await as(ann, 'drafts.send', { id: sent.id, revision: 1 })).body as Outgoing;
  const db = database.db.kysely;
  await sql`
    insert into response_file (tenant_id, key, source, sha256) values (${centre.tenantId}, 'file', ${`<responses
      version="1" defaultCulture="en-US"><category name="A"><response id="r" name="R"><body culture="en-US"
      format="text">Hi</body></response></category></responses>`}, 'abc')`.execute(db);
  await sql`
    update service_group set response_file_id = (select id from response_file) where id = ${group}`.execute(
    db,
  );
  const template = await sql<{ id: string }>`
    insert into template (tenant_id, name, format, body) values (${centre.tenantId}, 't', 'text', 'Hi')
    returning id`.execute(db);

  const lease = { id: held.id, epoch: held.epoch };
  const { to, cc, bcc, subject, html, culture } = draft;
  const mail = held.messages[0];
  await sql`
    insert into blocked_mail (mail_id, tenant_id, service_group_id, reason, interaction)
    values (${mail?.id}, ${centre.tenantId}, ${group},
      '{"list":"l","email":"e","notes":"","matched":{"header":"From","address":"a"}}', '{}')`.execute(db);
  const suppressed = await sql<{ id: string }>`
    insert into automatic_mail (tenant_id, service_group_id, mail_id, purpose, cause, recipient, most_a_day, state)
    values (${centre.tenantId}, ${group}, ${mail?.id}, 'confirmation', 'open', 'a@b.example', 1, 'suppressed')
    returning id`.execute(db);
  const change = await sql<{ id: string }>`
    insert into thread_change (tenant_id, agent_id, kind, undo)
    select tenant_id, id, 'split', '{}' from agent where login = 'ann' returning id`.execute(db);
  scoped = {
    'interactions.read': { id: held.id },
    'interactions.accept': lease,
    'interactions.decline': lease,
    'interactions.pick': { id: held.id },
    'interactions.park': lease,
    'interactions.resume': lease,
    'interactions.requeue': lease,
    'interactions.close': lease,
    'interactions.reopen': { id: held.id },
    'interactions.askExpert': {
      ...lease,
      expert: { name: '', address: 'expert@law.example' },
      question: 'May we?',
    },
    'threads.split': { ...lease, mail: mail?.id },
    'threads.move': { ...lease, mail: mail?.id, into: sentHeld.id },
    'threads.merge': { ...lease, into: sentHeld.id },
    'threads.answer': { ...lease, join: true },
    'threads.undo': { change: change.rows[0]?.id },
    'threads.targets': { id: held.id },
    'mails.attachment': { mail: mail?.id, attachment: mail?.attachments[0]?.id },
    'mails.source': { mail: mail?.id },
    'drafts.open': { interactionId: held.id, epoch: held.epoch, kind: 'reply' },
    'drafts.start': { groupId: group },
    'drafts.read': { id: draft.id },
    'drafts.save': { id: draft.id, baseRevision: 1, content: { to, cc, bcc, subject, html, culture } },
    'drafts.discard': { id: draft.id },
    'drafts.attach': { id: draft.id, name: 'a', type: 'a/b', bytes: Buffer.from('a') },
    'drafts.detach': { id: draft.id, attachment: attached.id },
    'drafts.attachment': { id: draft.id, attachment: attached.id },
    'drafts.send': { id: draft.id, revision: 1 },
    'outgoing.undo': { id: outgoing.id },
    'outgoing.resolve': { id: outgoing.id, decision: 'arrived' },
    'templates.fill': { id: template.rows[0]?.id, draftId: draft.id },
    'responses.list': { group },
    'responses.fill': { group, response: 'r', draftId: draft.id },
    'responses.attach': { group, response: 'r', draftId: draft.id },
    'archive.read': { id: mail?.id },
    'automaticMails.sendTranscript': {
      reference: 'r',
      group,
      to: { name: '', address: 'a@b.example' },
      transcript: '<chatTranscript startAt="2026-01-05T09:00:00Z"/>',
      template: 't',
    },
    'automaticMails.release': { id: suppressed.rows[0]?.id },
    'blockedMails.release': { mail: mail?.id },
  };
});
afterAll(async () => {
  await app.close();
  await database[Symbol.asyncDispose]();
});

test('every operation is public, about the caller’s own, or checked here against strangers', () => {
  const known = [...publicOperations, ...own, ...Object.keys(scoped)].toSorted();
  expect(known).toEqual(Object.keys(operations).toSorted());
});

test('without a session every operation but the public ones is refused', async () => {
  for (const name of [...own, ...(Object.keys(scoped) as OperationName[])]) {
    const input = scoped[name] ?? { culture: 'en-US', file: 'Grammar.aff', list: 'mine', text: '' };
    expect({ name, ...(await callOperation(app, null, name, input)) }).toMatchObject({
      name,
      status: 401,
      code: 'not-signed-in',
    });
  }
});

test('for strangers the things of a group do not exist, whatever the operation', async () => {
  for (const [who, token] of strangers) {
    for (const name of Object.keys(scoped) as OperationName[]) {
      const answer = await as(token, name, scoped[name]);
      const lacksRole = operations[name].access === 'administrator' && !who.includes('administrator');
      const code = name === 'drafts.start' || lacksRole ? 'not-allowed' : 'not-found';
      expect({ who, name, code: answer.code }).toEqual({ who, name, code });
    }
  }
});

test('lists, searches and counts show strangers nothing', async () => {
  for (const token of strangers.values()) {
    expect((await as(token, 'interactions.list', { list: 'waiting' })).body).toEqual({
      interactions: [],
      total: 0,
    });
    expect((await as(token, 'drafts.list')).body).toEqual({ drafts: [] });
    expect((await as(token, 'outgoing.list')).body).toEqual({ outgoing: [] });
    expect((await as(token, 'archive.search', { text: '' })).body).toEqual({ mails: [] });
    expect((await as(token, 'automaticMails.list')).body).toEqual({ mails: [] });
    expect((await as(token, 'blockedMails.list')).body).toEqual({ mails: [] });
  }
});

test('beside a thing of one’s own, a thing of others is reached no more than by itself', async () => {
  const { token, lease, mail, draft, group } = await giveEve();
  const foreign = (name: OperationName, field: string) => scoped[name]?.[field];
  const tries: readonly (readonly [OperationName, Record<string, unknown>])[] = [
    ['threads.move', { ...lease, mail, into: foreign('interactions.read', 'id') }],
    ['threads.move', { ...lease, mail: foreign('mails.source', 'mail'), into: lease.id }],
    ['threads.merge', { ...lease, into: foreign('interactions.read', 'id') }],
    ['threads.split', { ...lease, mail: foreign('mails.source', 'mail') }],
    ['interactions.requeue', { ...lease, group: foreign('responses.list', 'group') }],
    ['mails.attachment', { mail, attachment: foreign('mails.attachment', 'attachment') }],
    ['drafts.attachment', { id: draft, attachment: foreign('drafts.attachment', 'attachment') }],
    ['responses.fill', { group: foreign('responses.list', 'group'), response: 'r', draftId: draft }],
    ['responses.fill', { group, response: 'r', draftId: foreign('drafts.read', 'id') }],
    ['responses.attach', { group: foreign('responses.list', 'group'), response: 'r', draftId: draft }],
    ['templates.fill', { id: foreign('templates.fill', 'id'), draftId: foreign('drafts.read', 'id') }],
  ];
  for (const [name, input] of tries) {
    const { code } = await as(token, name, input);
    const refusal = name === 'interactions.requeue' ? 'not-allowed' : /^(not-found|state-conflict)$/;
    expect({ name, input, code }).toEqual({ name, input, code: expect.stringMatching(refusal) as string });
  }
  // Detaching what is not there is harmless: what is there for others stays.
  await as(token, 'drafts.detach', { id: draft, attachment: foreign('drafts.attachment', 'attachment') });
  expect((await as(ann, 'drafts.attachment', scoped['drafts.attachment'])).code).toBeNull();
});

test('the same operations work for who may', async () => {
  const reading: readonly OperationName[] = [
    'interactions.read',
    'mails.attachment',
    'mails.source',
    'drafts.read',
    'drafts.attachment',
    'drafts.save',
    'templates.fill',
    'responses.list',
    'responses.fill',
    'responses.attach',
    'archive.read',
    'drafts.detach',
    'interactions.park',
    'interactions.resume',
    'outgoing.undo',
    'interactions.requeue',
  ];
  for (const name of reading) {
    const { code } = await as(ann, name, scoped[name]);
    expect({ name, code }).toEqual({ name, code: null });
  }
  expect((await as(ann, 'archive.search', { text: '' })).body).toMatchObject({ mails: [{}, {}] });
});

test('an attachment is served as bytes that no browser shows', async () => {
  const { mail, attachment } = scoped['mails.attachment'] ?? {};
  const response = await app.inject({
    url: `/api/mails/${String(mail)}/attachments/${String(attachment)}`,
    headers: { authorization: `Bearer ${ann}` },
  });
  expect(response.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
  });
  expect(response.payload).toBe('raw');
});
