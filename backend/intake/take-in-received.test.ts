import pino from 'pino';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { MailId } from '../../contract/domain/ids.ts';
import type { Jobs } from '../db/jobs.ts';
import { openAuthenticator } from '../mail/authentication/authenticator.ts';
import { createMailReader, type MailReader } from '../mail/mime/mail-reader.ts';
import { startTakingIn } from './take-in-received.ts';
import { openTestIntake } from './test-intake.ts';

const configuration = `version: 1
tenants:
  - key: acme
    name: Acme
    culture: en-US
    templates: [{ name: Received, text: Thank you. }]
    serviceGroups: [{ key: help, name: Help, email: help@acme.example, confirmation: { open: Received } }]
    serviceAccesses: [{ name: Help, address: help@acme.example, group: help }]
`;
/** The jobs of these mails were lost with a killed process. */
const noJobs: Pick<Jobs, 'work'> = { work: () => Promise.resolve(() => Promise.resolve()) };

const mail = (headers: string): string =>
  `From: Ann <ann@customer.example>\r\nTo: help@acme.example\r\n${headers}\r\n\r\nHi`;

/** Takes in what lies there, and tells what became of it once there is nothing left to do. */
async function sweep(
  raws: readonly string[],
  change: (reader: MailReader) => MailReader = (reader) => reader,
): Promise<readonly { readonly subject: string; readonly problem: string | null }[]> {
  await using open = new AsyncDisposableStack();
  const intake = open.use(await openTestIntake(configuration));
  const { db } = intake.world;
  const reader = createMailReader({ threads: 1 });
  open.defer(() => reader.stop());
  const authenticator = openAuthenticator({ network: false });
  open.defer(() => authenticator.stop());
  const ids: MailId[] = [];
  for (const raw of raws) {
    const origin = {
      via: 'smtp',
      sender: 'a@b.example',
      recipients: ['help@acme.example'],
      client: '192.0.2.1',
    } as const;
    ids.push(await intake.receive(raw, origin));
  }
  const log = pino({ level: 'silent' });
  const taking = await startTakingIn({
    db,
    jobs: noJobs as Jobs,
    reader: change(reader),
    authenticator,
    log,
  });
  open.defer(() => taking.stop());
  const read = async () => {
    const { rows } = await sql<{ subject: string; problem: string | null }>`
      select subject, problem from interaction where mail_id = any(${ids}::bigint[]) order by mail_id`.execute(
      db.kysely,
    );
    return rows;
  };
  await expect.poll(async () => (await read()).length, { timeout: 15_000 }).toBe(ids.length);
  return read();
}

test('texts that are cut in the middle of an emoji hold no mail up', async () => {
  const emoji = '😀😀😀';
  const found = await sweep([
    mail(`Subject: list\r\nList-Id: ${'s'.repeat(199)}${emoji}`),
    `From: "${'x'.repeat(319)}${emoji}@evil.example" <a@b.example>\r\nTo: help@acme.example\r\nSubject: named\r\n\r\nHi`,
    mail(`Subject: automatic\r\nAuto-Submitted: ${'s'.repeat(199)}${emoji}`),
    mail(`Subject: many\r\nFeedback-ID: ${'s'.repeat(199)}${emoji}`),
  ]);
  expect(found).toEqual(
    ['list', 'named', 'automatic', 'many'].map((subject) => ({ subject, problem: null })),
  );
});

test('a mail that cannot be stored as it was read is wrapped, and those behind it are taken in', async () => {
  const found = await sweep([mail('Subject: poison'), mail('Subject: good')], (reader) => ({
    ...reader,
    // What no reader gives: no text column holds it.
    read: async (...input) => {
      const content = await reader.read(...input);
      return content.subject === 'poison' ? { ...content, messageId: 'a\0b' } : content;
    },
  }));
  expect(found).toEqual([
    { subject: 'poison', problem: 'This mail was read, but what it says cannot be stored' },
    { subject: 'good', problem: null },
  ]);
});

test('a mail whose queueing fails for another reason does not keep back those behind it', async () => {
  let failures = 0;
  const found = await sweep([mail('Subject: first'), mail('Subject: second')], (reader) => ({
    ...reader,
    read: async (...input) => {
      const content = await reader.read(...input);
      if (content.subject === 'first' && failures++ === 0) throw new Error('no reader is free');
      return content;
    },
  }));
  expect(found.map(({ subject }) => subject)).toEqual(['first', 'second']);
});
