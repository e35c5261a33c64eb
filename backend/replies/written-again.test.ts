import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Draft } from '../../contract/domain/draft.ts';
import type { InteractionId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { ExpectedError } from '../../contract/error.ts';
import { openTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { pickInteraction } from '../routing/pick-interaction.ts';
import { makeTestCentre, type TestCentre } from '../routing/test-centre.ts';
import type { Viewer } from '../routing/viewer.ts';
import { openDraft } from './open-draft.ts';
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
});
afterAll(() => database[Symbol.asyncDispose]());

async function begin(kind: 'reply' | 'forward' = 'reply'): Promise<{ id: InteractionId; draft: Draft }> {
  const { id, epoch } = await pickInteraction(database.db, ann, await centre.enqueue(group));
  return { id, draft: await openDraft(database.db, ann, { interactionId: id, epoch, kind, mailId: null }) };
}

/** A further mail of the interaction, a minute after the first. */
async function receive(id: InteractionId, kind = 'message'): Promise<void> {
  await sql`
    with fresh as (
      insert into mail (tenant_id, direction, state, source_sha256, size, received_at, origin, kind, from_name,
        from_address, subject, text, reply_text)
      select tenant_id, 'in', 'read', source_sha256, size, received_at + interval '1 minute', origin, ${kind},
        from_name, from_address, subject, 'No,\n do not cancel!\n> Cancel it.', 'No,\n do not cancel!'
      from mail where id = (select mail_id from interaction where id = ${id}) returning id)
    insert into interaction_mail select ${id}, id from fresh`.execute(database.db.kysely);
}

async function send({ id, revision, to }: Draft, acceptWrittenAgain = false): Promise<unknown> {
  const request = { id, revision, acceptUnresolved: false, acceptWrittenAgain };
  expect(to).toHaveLength(1);
  return sendDraft(database.db, ann, request).then(
    () => 'sent',
    ({ code, detail }: ExpectedError) => ({ code, detail }),
  );
}

test('a reply to a mail that the customer has written after goes out only when that was confirmed', async () => {
  const { id, draft } = await begin();
  await receive(id);
  expect(await send(draft)).toEqual({
    code: 'written-again',
    detail: { sender: 'Ada', beginning: 'No, do not cancel!' },
  });
  expect(await send(draft, true)).toBe('sent');
  expect(await send(draft)).toBe('sent');
});

test('what machines write does not count', async () => {
  const { id, draft } = await begin();
  for (const kind of ['auto-reply', 'ndr', 'report', 'disposition']) await receive(id, kind);
  expect(await send(draft)).toBe('sent');
});

test('a reply begun after it answers the newest, and a forward answers nobody', async () => {
  const { id, draft } = await begin('forward');
  await receive(id);
  const forwarded = { id: draft.id, revision: draft.revision, acceptUnresolved: false };
  await expect(sendDraft(database.db, ann, forwarded)).rejects.toMatchObject({ code: 'no-recipient' });

  const held = await pickInteraction(database.db, ann, await centre.enqueue(group));
  await receive(held.id);
  const { id: interactionId, epoch } = held;
  expect(
    await send(await openDraft(database.db, ann, { interactionId, epoch, kind: 'reply', mailId: null })),
  ).toBe('sent');
});
