import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callOperation, createTestApp, startTestSession } from '../http/test-app.ts';
import { openTestIntake, type TestIntake } from '../intake/test-intake.ts';
import { readMail } from '../mail/mime/read-mail.ts';
import type { Viewer } from '../routing/viewer.ts';

const chat = `<?xml version="1.0"?><chatTranscript startAt="2026-07-01T10:00:00Z" sessionId="s1" subject="Parcel 7">
  <newParty userId="1" timeShift="0" visibility="ALL"><userInfo userNick="Ann" userType="CLIENT" timeZoneOffset="-240"/></newParty>
  <message userId="1" timeShift="65" visibility="ALL"><msgText>Is &lt;script&gt; $CallID$ here?</msgText></message>
</chatTranscript>`;

let intake: TestIntake;
let app: FastifyInstance;
let boss: string;
let groups: Record<string, string>;
const logged: string[] = [];
beforeAll(async () => {
  intake = await openTestIntake(`version: 1
tenants:
  - key: t
    name: T
    culture: en-US
    timeZone: UTC
    mailServers: [{ key: main, outgoing: { protocol: smtp, host: 127.0.0.1, security: none } }]
    templates:
      - { name: Chat, culture: en-US, html: '<style type="text/css">.transcript .you { color: navy }</style><p>Dear $Customer.Name$</p><p>&lt;Genesys_Chat_Transcript&gt;&lt;Timestamp&gt;HH:mm:ss&lt;/Timestamp&gt;&lt;/Genesys_Chat_Transcript&gt;</p>' }
      - { name: Chat, culture: fr-FR, text: "Bonjour $Customer.Name$\\n\\n<Genesys_Chat_Transcript><Timestamp>EEEE HH:mm</Timestamp></Genesys_Chat_Transcript>" }
      - { name: Wrong, text: "<Genesys_Chat_Transcript><Timestamp>bogus</Timestamp></Genesys_Chat_Transcript>" }
    serviceGroups:
      - { key: chat, name: Chat desk, email: chat@example.com }
      - { key: mute, name: Mute }
    agents:
      - { login: boss, roles: [administrator], groups: [chat] }
      - { login: lead, roles: [agent, team-lead], groups: [chat] }
`);
  const log = pino({}, { write: (line: string) => logged.push(line) });
  app = createTestApp(intake.world.db, undefined, log);
  boss = await sessionOf('boss');
  const found = await sql<{ key: string; id: string }>`select key, id from service_group`.execute(
    intake.world.db.kysely,
  );
  groups = Object.fromEntries(found.rows.map(({ key, id }) => [key, id]));
});
afterAll(async () => {
  await app.close();
  await intake[Symbol.asyncDispose]();
});

async function sessionOf(login: string): Promise<string> {
  const { rows } = await sql<{ id: Viewer['agentId'] }>`select id from agent where login = ${login}`.execute(
    intake.world.db.kysely,
  );
  return startTestSession(intake.world.db, { agentId: rows[0]?.id } as Viewer);
}

const ask = (reference: string, changes: Record<string, unknown> = {}, token = boss) =>
  callOperation(app, token, 'automaticMails.sendTranscript', {
    reference,
    group: groups['chat'],
    to: { name: 'Ann', address: 'ann@customer.example' },
    transcript: chat,
    template: 'Chat',
    ...changes,
  });

async function sentAs(reference: string) {
  const { rows } = await sql<{ bytes: Buffer; envelope_from: string; envelope_to: string[] }>`
    select b.bytes, o.envelope_from, o.envelope_to from automatic_mail a join outgoing o on o.id = a.outgoing_id
    join mail m on m.id = o.mail_id join blob b on b.sha256 = m.source_sha256
    where a.cause = ${reference} and a.purpose = 'chat-transcript'`.execute(intake.world.db.kysely);
  return rows.map((row) => ({ ...row, raw: row.bytes.toString('latin1'), mail: readMail(row.bytes) }));
}

test('a transcript is mailed with both parts, the template’s style and the customer’s own time', async () => {
  expect(await ask('one')).toMatchObject({ status: 200, body: { errors: [] } });
  const [sent] = await sentAs('one');
  expect(sent).toMatchObject({
    envelope_from: '',
    envelope_to: ['ann@customer.example'],
    mail: { subject: 'Parcel 7', from: { name: 'Chat desk', address: 'chat@example.com' } },
  });
  expect(sent?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(sent?.mail.html).toContain('<style type="text/css">\n.transcript .you { color: navy }\n</style>');
  expect(sent?.mail.html).toContain('<p>Dear Ann</p><div class="transcript');
  expect(sent?.mail.html).toContain('Is &lt;script&gt; $CallID$ here?');
  expect(sent?.mail.text).toContain('Chat started: 06:00:00\nDuration: 1:05\nSubject: Parcel 7');
  expect(sent?.mail.text).toContain('[06:01:05] Ann: Is <script> $CallID$ here?');
});

test('culture and time zone may be named', async () => {
  await ask('french', { culture: 'fr-CA', timeZone: 'Asia/Tokyo', subject: 'Votre colis' });
  const [sent] = await sentAs('french');
  expect(sent?.mail.subject).toBe('Votre colis');
  expect(sent?.mail.text).toMatch(/^Bonjour Ann\n[\s\S]*\[mercredi 19:01\] Ann: Is/);
});

test('asking again with the same reference sends nothing more', async () => {
  const answers = await Promise.all([ask('twice'), ask('twice'), ask('twice')]);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(await sentAs('twice')).toHaveLength(1);
});

test('30001: with a timestamp pattern that is none, the default one is used, and the error reported', async () => {
  for (const attempt of ['first', 'again']) {
    const { body } = await ask('bogus', { template: 'Wrong' });
    expect({ attempt, body }).toMatchObject({
      body: {
        errors: [
          {
            code: 30001,
            name: 'CHAT_DATE_FORMAT_PARSE_ERROR',
            message: expect.stringContaining('Invalid Timestamp format provided in the Chat Transcript.'),
          },
        ],
      },
    });
  }
  expect(logged.join('')).toContain('"msg":"30001|STANDARD|CHAT_DATE_FORMAT_PARSE_ERROR|');
  expect((await sentAs('bogus'))[0]?.mail.text).toContain('[2026-07-01T06:01:05] Ann:');
  const { body } = await callOperation(app, boss, 'automaticMails.list', { state: 'sent' });
  expect((body as { mails: unknown[] }).mails).toContainEqual(
    expect.objectContaining({
      purpose: 'chat-transcript',
      cause: 'bogus',
      evidence: [expect.objectContaining({ rule: 'date-format', value: 'bogus' })],
    }),
  );
});

test('30002: of a transcript that cannot be read nothing is sent', async () => {
  const answer = await ask('broken', {
    transcript: '<chatTranscript startAt="2026-07-01T10:00:00Z"><message>',
  });
  expect(answer).toMatchObject({
    status: 400,
    body: {
      code: 'invalid-input',
      message: expect.stringContaining(
        '30002|STANDARD|CHAT_UNMARSHALL_ERROR|Failed to unmarshall the chat transcript XML.',
      ),
      detail: { error: '30002', name: 'CHAT_UNMARSHALL_ERROR' },
    },
  });
  expect(await sentAs('broken')).toEqual([]);
  expect(logged.join('')).toContain('"msg":"30002|STANDARD|CHAT_UNMARSHALL_ERROR|');
  const { rows } = await sql`
    select actor, detail ->> 'reference' as reference from audit where action = 'chat-transcript.unreadable'`.execute(
    intake.world.db.kysely,
  );
  expect(rows).toEqual([{ actor: 'boss', reference: 'broken' }]);
});

test('what cannot be sent is refused with the reason', async () => {
  expect((await ask('a', { template: 'None' })).code).toBe('not-found');
  expect((await ask('b', { group: groups['mute'] })).code).toBe('no-sender-address');
  expect((await ask('c', { timeZone: 'Mars/Olympus' })).code).toBe('invalid-input');
  expect((await ask('d', { to: { name: '', address: 'a@b.example\r\nBcc: c@d.example' } })).code).toBe(
    'bad-address',
  );
  expect((await ask('e', { subject: 'x\r\nBcc: c@d.example' })).code).toBe('invalid-input');
  expect(await sentAs('e')).toEqual([]);
  expect((await ask('f', {}, await sessionOf('lead'))).code).toBe('not-allowed');
});
