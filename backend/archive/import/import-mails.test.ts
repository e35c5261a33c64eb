import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServiceGroupId, TenantId } from '../../../contract/domain/ids.ts';
import { type TestDatabase, openTestDatabase } from '../../db/test-database.ts';
import { readRoutingTable } from '../../intake/routing-table.ts';
import { queryWords } from '../../intake/words.ts';
import { type MailReader, createMailReader } from '../../mail/mime/mail-reader.ts';
import { type ImportPlan, type MailToImport, importMails } from './import-mails.ts';

let database: TestDatabase;
let reader: MailReader;
let plan: ImportPlan;

beforeAll(async () => {
  database = await openTestDatabase();
  reader = createMailReader({ threads: 1 });
  const { rows } = await sql<{ id: TenantId; group_id: ServiceGroupId }>`
    with t as (insert into tenant (key, name, culture) values ('t', 'T', 'en-US') returning id),
      g as (insert into service_group (tenant_id, key, name, culture, email, unrouted)
        select id, k, k, 'en-US', e, u from t, (values ('sales', 'sales@example.com', false), ('unrouted', null, true))
          v(k, e, u) returning id, key, tenant_id)
    select tenant_id as id, id as group_id from g order by key`.execute(database.db.kysely);
  const [sales, unrouted] = rows;
  if (!sales || !unrouted) throw new Error('no groups');
  plan = {
    table: await readRoutingTable(database.db.kysely, sales.id),
    own: new Map([['sales@example.com', sales.group_id]]),
    elsewhere: unrouted.group_id,
  };
});
afterAll(async () => {
  await reader.stop();
  await database[Symbol.asyncDispose]();
});

function mail(text: string): MailToImport {
  return { state: 'found', place: 'x', raw: Buffer.from(text), storedAt: new Date('2020-05-05T00:00:00Z') };
}

async function archived() {
  const { rows } = await sql<Record<string, unknown>>`
    select m.direction, m.state, g.key as group, m.subject, to_char(m.received_at at time zone 'UTC', 'YYYY-MM-DD') as day,
      (select count(*)::int from attachment a where a.mail_id = m.id) as files,
      (select count(*)::int from interaction_mail i where i.mail_id = m.id) as interactions
    from mail m join service_group g on g.id = m.service_group_id order by m.id`.execute(database.db.kysely);
  return rows;
}

const received =
  'From: ann@customer.example\r\nTo: sales@example.com\r\nSubject: Größe\r\n' +
  'Date: Mon, 02 Feb 2015 10:00:00 +0100\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n' +
  '--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSchuhe\r\n--x\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nbytes\r\n--x--\r\n';
const sent =
  'From: Sales <Sales@Example.com>\r\nTo: ann@customer.example\r\nSubject: Re\r\nDate: Fri, 01 Jan 2100 00:00:00 +0000\r\n\r\nYes\r\n';

test('old mail lies in the archive, received or sent, as nobody’s work, and only once', async () => {
  expect(await importMails(database.db, reader, plan, [mail(received), mail(sent), mail(sent)])).toEqual({
    imported: 2,
    known: 1,
  });
  const expected = [
    {
      direction: 'in',
      state: 'read',
      group: 'unrouted',
      subject: 'Größe',
      day: '2015-02-02',
      files: 1,
      interactions: 0,
    },
    {
      direction: 'out',
      state: 'read',
      group: 'sales',
      subject: 'Re',
      day: '2020-05-05',
      files: 0,
      interactions: 0,
    },
  ];
  expect(await archived()).toEqual(expected);
  expect(await importMails(database.db, reader, plan, [mail(received), mail(sent)])).toEqual({
    imported: 0,
    known: 2,
  });
  expect(await archived()).toEqual(expected);
});

test('it is found by its words, and a mail that cannot be read is kept all the same', async () => {
  await importMails(database.db, reader, plan, [mail('\u0000\u0001 no mail at all')]);
  const { rows } = await sql<{ found: string }>`
    select count(*) as found from mail where words @@ to_tsquery('simple', ${queryWords('schuhe')})`.execute(
    database.db.kysely,
  );
  expect(rows).toEqual([{ found: '1' }]);
  expect(await archived()).toHaveLength(3);
});
