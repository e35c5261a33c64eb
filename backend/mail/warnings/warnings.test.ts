import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TenantId } from '../../../contract/domain/ids.ts';
import { realtimeEvent } from '../../../contract/realtime.ts';
import type { MailServerId } from '../../db/configured-tables.ts';
import { openTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { reportHealth } from '../connection-health.ts';
import { receiveMail } from '../receive.ts';
import { findFailing, findQuiet } from './find-warnings.ts';
import { listWarnings, tellWarnings } from './tell-warnings.ts';

let world: TestDatabase;
let tenantId: TenantId;
let serverId: MailServerId;
let number = 0;

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
});
afterAll(() => world[Symbol.asyncDispose]());

/** A tenant of its own with a mailbox that is warned of after ten minutes. */
beforeEach(async () => {
  number += 1;
  const { kysely } = world.db;
  ({ id: tenantId } = await kysely
    .insertInto('tenant')
    .values({ key: `desk-${number}`, name: 'Desk', culture: 'en-US' })
    .returning('id')
    .executeTakeFirstOrThrow());
  ({ id: serverId } = await kysely
    .insertInto('mail_server')
    .values({
      tenant_id: tenantId,
      key: 'main',
      incoming: sql`'{"protocol":"imap","host":"localhost","warnAfterMinutes":10,"pollSeconds":60}'::jsonb`,
      outgoing: null,
      removed_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow());
});

const report = (state: 'connected' | 'failing', problem: string | null, lasting = false) =>
  reportHealth(world.db, { serverId, tenantId, direction: 'in', state, problem, lasting });

async function letPass(minutes: number): Promise<void> {
  await sql`update connection_health set since = since - make_interval(mins => ${minutes}),
    checked_at = checked_at - make_interval(mins => ${minutes}) where mail_server_id = ${serverId}`.execute(
    world.db.kysely,
  );
}

async function mailCame(hoursAgo: number): Promise<void> {
  await world.db.transaction('test', async (tx) => {
    const raw = Buffer.from(`Subject: ${serverId} ${hoursAgo}\r\n\r\n`);
    const id = await receiveMail(tx, {
      tenantId,
      raw,
      origin: { via: 'imap', server: 'main', account: 'help@desk.example' },
    });
    await tx.sql
      .updateTable('mail')
      .set({ received_at: sql<Date>`now() - make_interval(hours => ${hoursAgo})` })
      .where('id', '=', id)
      .execute();
    await sql`insert into mailbox_message (mail_server_id, folder, uid_validity, uid, source_sha256, mail_id)
      select ${serverId}, 'INBOX', '1', ${String(hoursAgo)}, source_sha256, id from mail where id = ${id}`.execute(
      tx.sql,
    );
  });
}

const ours = <T extends { readonly serverId: MailServerId }>(found: readonly T[]): readonly T[] =>
  found.filter((one) => one.serverId === serverId);
const look = async () =>
  tellWarnings(world.db, { failing: await findFailing(world.db), quiet: await findQuiet(world.db) });

async function readTold() {
  const { rows } = await sql<{ payload: unknown }>`
    select payload from event where tenant_id = ${tenantId} order by revision`.execute(world.db.kysely);
  return rows.flatMap(({ payload }) => {
    const event = realtimeEvent.parse(payload);
    return event.type === 'mail-warnings.changed' ? [event.warnings.map(({ reason }) => reason)] : [];
  });
}

test('a failing mailbox is warned of after its time, and no sooner', async () => {
  await report('failing', 'It is down.');
  expect(ours(await findFailing(world.db))).toEqual([]);
  await letPass(11);
  await report('failing', 'It is down.');
  expect(ours(await findFailing(world.db))).toMatchObject([{ reason: 'failing', problem: 'It is down.' }]);
});

test('what only a person can mend, as a refused token, is warned of at once', async () => {
  await report('failing', 'The refresh token has ended.', true);
  expect(ours(await findFailing(world.db))).toMatchObject([{ reason: 'failing' }]);
});

test('a mailbox that nobody has spoken to is warned of, however well it did', async () => {
  await report('connected', null);
  expect(ours(await findFailing(world.db))).toEqual([]);
  await letPass(11);
  expect(ours(await findFailing(world.db))).toMatchObject([{ reason: 'no-contact' }]);
});

/** Five days, nine to five; the last mail came so many hours ago. */
const week = (until: number) =>
  Array.from({ length: 40 }, (_, index) => until + Math.floor(index / 8) * 24 + (index % 8));

test('a mailbox is quiet where no mail has come for twice as long as ever, nights and weekends seen before', async () => {
  for (const hours of [...week(60), ...week(60 + 7 * 24)]) await mailCame(hours);
  expect(ours(await findQuiet(world.db))).toEqual([]);
  await sql`update mail set received_at = received_at - interval '5 days' where tenant_id = ${tenantId}`.execute(
    world.db.kysely,
  );
  expect(ours(await findQuiet(world.db))).toMatchObject([{ reason: 'quiet' }]);
  await mailCame(0);
  expect(ours(await findQuiet(world.db))).toEqual([]);
});

test('a mailbox that seldom gets mail has no habit to fall out of', async () => {
  for (const hours of [600, 400, 399, 300]) await mailCame(hours);
  expect(ours(await findQuiet(world.db))).toEqual([]);
});

test('each warning is told once, as is its end, however many backends look', async () => {
  await report('failing', 'The password is wrong.', true);
  await Promise.all([look(), look(), look()]);
  await look();
  expect(await listWarnings(world.db.kysely, tenantId)).toMatchObject([
    { server: 'main', direction: 'in', reason: 'failing', problem: 'The password is wrong.' },
  ]);
  await report('connected', null);
  await Promise.all([look(), look()]);
  expect(await readTold()).toEqual([['failing'], []]);
  const audit = await world.db.kysely
    .selectFrom('audit')
    .select('action')
    .where('tenant_id', '=', tenantId)
    .where('action', 'like', 'mail-warning.%')
    .orderBy('id')
    .execute();
  expect(audit.map(({ action }) => action)).toEqual(['mail-warning.raised', 'mail-warning.over']);
});

test('between two looks at its habit a quiet mailbox stays one', async () => {
  for (let hours = 100; hours < 130; hours++) await mailCame(hours);
  await look();
  expect(await listWarnings(world.db.kysely, tenantId)).toMatchObject([{ reason: 'quiet' }]);
  await tellWarnings(world.db, { failing: [], quiet: null });
  expect(await readTold()).toEqual([['quiet']]);
});
