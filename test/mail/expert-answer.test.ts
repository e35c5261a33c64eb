import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operations, type OperationName } from '../../contract/api/operations.ts';
import type { Operation, OutputOf } from '../../contract/operation.ts';
import { readMail } from '../../backend/mail/mime/read-mail.ts';
import { type BackendProcess, startBackendProcess } from '../world/backend.ts';
import { type SmtpSink, startSmtpSink } from '../world/smtp-sink.ts';

/** From the customer's mail to the answer with an expert's words in it: a whole backend, all mail by real SMTP. */
let backend: BackendProcess;
let relay: SmtpSink;
let token = '';

beforeAll(async () => {
  relay = await startSmtpSink({ without: ['STARTTLS'] });
  backend = await startBackendProcess({
    env: { ANNA: 'a-long-password' },
    configuration: {
      version: 1,
      tenants: [
        {
          key: 'acme',
          name: 'Acme',
          culture: 'en-US',
          mailServers: [
            {
              key: 'main',
              outgoing: { protocol: 'smtp', host: '127.0.0.1', port: relay.port, security: 'none' },
            },
          ],
          templates: [
            { name: 'Expert', html: '<p>Dear $Customer.Name$,</p><p>[ExtAgentReply]</p><p>Anna</p>' },
            { name: 'Chat', text: 'Your chat:\n\n[ChatTranscript]' },
          ],
          serviceGroups: [
            {
              key: 'help',
              name: 'Help',
              email: 'help@acme.example',
              undoSeconds: 0,
              expertTemplate: 'Expert',
            },
          ],
          serviceAccesses: [{ name: 'Help', address: 'help@acme.example', group: 'help' }],
          agents: [
            {
              login: 'anna',
              firstName: 'Anna',
              lastName: 'Ek',
              roles: ['agent', 'administrator'],
              password: '${ANNA}',
              groups: ['help'],
            },
          ],
        },
      ],
    },
  });
  token = (await ask('session.signIn', { login: 'anna', password: 'a-long-password' })).token;
});
afterAll(async () => {
  await backend.stop();
  await relay.stop();
});

async function ask<K extends OperationName>(
  name: K,
  input: Readonly<Record<string, unknown>>,
): Promise<OutputOf<(typeof operations)[K]>> {
  const operation: Operation = operations[name];
  const address = new URL(
    operation.path.replaceAll(/\{(\w+)\}/g, (_whole, field: string) => String(input[field])),
    backend.url,
  );
  const isRead = operation.method === 'GET';
  if (isRead)
    for (const [field, value] of Object.entries(input)) address.searchParams.set(field, String(value));
  const response = await fetch(address, {
    method: operation.method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(isRead ? {} : { body: JSON.stringify(input) }),
  });
  if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  return operation.output.parse(await response.json()) as OutputOf<(typeof operations)[K]>;
}

async function hand(from: string, raw: string): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: backend.smtpPort ?? 0,
    ignoreTLS: true,
  });
  await transport.sendMail({ envelope: { from, to: ['help@acme.example'] }, raw });
  transport.close();
}

/** The only interaction in this state, once there is one. */
async function waitForInteraction(state: string) {
  const list = async () => {
    const lists = await Promise.all(
      (['mine', 'waiting'] as const).map((name) => ask('interactions.list', { list: name })),
    );
    return lists.flatMap(({ interactions }) => interactions).filter((one) => one.state === state);
  };
  await expect.poll(list, { timeout: 20_000 }).toHaveLength(1);
  const [only] = await list();
  if (!only) throw new Error(`nothing is ${state}`);
  return only;
}

test('what an expert outside answers reaches the customer by the agent’s hand', async () => {
  await hand(
    'ada@customer.example',
    'From: Ada <ada@customer.example>\r\nTo: help@acme.example\r\nMessage-ID: <a1@customer.example>\r\nSubject: Warranty\r\n\r\nDoes it hold?',
  );
  const waiting = await waitForInteraction('queued');
  const { id, epoch } = await ask('interactions.pick', { id: waiting.id });
  const expert = { name: 'Eve', address: 'eve@law.example' };
  await ask('interactions.askExpert', { id, epoch, expert, question: 'What do you say?' });
  await relay.waitFor(1);
  const [toExpert] = relay.messages;
  const asked = readMail(toExpert?.raw ?? Buffer.alloc(0));
  expect(toExpert).toMatchObject({ from: 'help@acme.example', to: ['eve@law.example'] });
  expect((await waitForInteraction('parked')).expert).toMatchObject({ expert, answeredAt: null });

  await ask('presence.set', { state: 'ready', reason: null });
  await hand(
    'eve@law.example',
    `From: Eve <eve@law.example>\r\nTo: help@acme.example\r\nMessage-ID: <e1@law.example>\r\nIn-Reply-To: <${asked.messageId}>\r\nSubject: Re: ${asked.subject}\r\n\r\nFor two years.\r\n\r\nOn Monday Help wrote:\r\n> What do you say?\r\n`,
  );
  const offered = await waitForInteraction('offered');
  expect(offered.id).toBe(id);
  const accepted = await ask('interactions.accept', offered);
  expect(accepted.messages.map((one) => one.expert)).toEqual([undefined, 'question', 'answer']);
  const draft = await ask('drafts.open', { interactionId: id, epoch: accepted.epoch, kind: 'reply' });
  expect(draft.html).toMatch(/^<p>Dear Ada,<\/p><p>For two years\.<\/p><p>Anna<\/p>/);
  await ask('drafts.send', { id: draft.id, revision: draft.revision });
  await relay.waitFor(2);
  const answer = readMail(relay.messages[1]?.raw ?? Buffer.alloc(0));
  expect(answer).toMatchObject({ to: [{ address: 'ada@customer.example' }], subject: 'Re: Warranty' });
  expect(answer.text).toContain('For two years.');
  expect(answer.text).not.toMatch(/eve@law|What do you say/);
});

test('a chat transcript leaves through the outbox, with nobody to bounce to', async () => {
  const { groups } = await ask('session.read', {});
  const { errors } = await ask('automaticMails.sendTranscript', {
    reference: 'chat-1',
    group: groups[0]?.id,
    to: { name: 'Ada', address: 'ada@customer.example' },
    transcript:
      '<chatTranscript startAt="2026-07-01T10:00:00Z"><newParty userId="1"><userInfo userNick="Ada" userType="CLIENT"/></newParty><message userId="1" timeShift="5"><msgText>Hello there</msgText></message></chatTranscript>',
    template: 'Chat',
    timeZone: 'UTC',
  });
  expect(errors).toEqual([]);
  await relay.waitFor(3);
  const [, , sent] = relay.messages;
  expect(sent).toMatchObject({ from: '', to: ['ada@customer.example'] });
  expect(readMail(sent?.raw ?? Buffer.alloc(0)).text).toContain('[2026-07-01T10:00:05] Ada: Hello there');
});
