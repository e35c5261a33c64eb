import { expect, test } from 'vitest';
import type { AutomaticPurpose } from '../../contract/domain/automatic-mail.ts';
import { readMailHeaders } from '../intake/mail-headers.ts';
import { readMail } from '../mail/mime/read-mail.ts';
import { gatherStaticEvidence } from './static-evidence.ts';

function judge(header: string, envelope?: string, purpose: AutomaticPurpose = 'confirmation') {
  const raw = Buffer.from(`${header}\r\n\r\nx`);
  const { recipient, evidence } = gatherStaticEvidence(
    purpose,
    {
      content: readMail(raw),
      headers: readMailHeaders(raw),
      origin:
        envelope === undefined
          ? { via: 'imap', server: 'main', account: 'm' }
          : { via: 'smtp', sender: envelope, recipients: [], client: '' },
      blocked: null,
      isOurs: (address) => address.endsWith('@us.example'),
    },
    purpose === 'forward' ? 'expert@other.example' : null,
  );
  return { recipient, rules: evidence.map(({ rule, source }) => `${rule} ${source}`) };
}

test.each([
  [
    'the envelope sender',
    'From: a@b.example\r\nReply-To: c@d.example',
    'envelope@b.example',
    'envelope@b.example',
  ],
  [
    'Return-Path, as the last server wrote it',
    'Return-Path: <rp@b.example>\r\nReturn-Path: <x@y>\r\nFrom: a@b.example',
    undefined,
    'rp@b.example',
  ],
  [
    'Return-Path without its route',
    'Return-Path: <@relay.example,@r2:rp@b.example>\r\nFrom: a@b.example',
    undefined,
    'rp@b.example',
  ],
  [
    'From where no envelope is known',
    'From: Ann <a@b.example>\r\nReply-To: c@d.example',
    undefined,
    'a@b.example',
  ],
])('an answer goes to %s', (_to, header, envelope, recipient) => {
  expect(judge(header, envelope)).toEqual({ recipient, rules: [] });
});

test.each([
  ['Auto-Submitted: auto-replied', ['automatic Auto-Submitted']],
  ['auto-submitted: auto-generated; x=y', ['automatic Auto-Submitted']],
  ['Auto-Submitted: no (really)', []],
  ['Auto-Submitted: no', []],
  ['Precedence: bulk', ['automatic Precedence']],
  ['Precedence: first-class', []],
  ['Precedence: list\r\nList-Id: <x.example>', ['automatic Precedence', 'automatic List-Id']],
  ['List-Unsubscribe: <mailto:x@y>', ['automatic List-Unsubscribe']],
  ['X-Auto-Response-Suppress: DR, OOF, AutoReply', ['automatic X-Auto-Response-Suppress']],
  ['X-Autoreply: yes', ['automatic X-Autoreply']],
  ['Return-Path: <>', ['null-sender Return-Path']],
  ['X-Loop: service@us.example', ['own-mail X-Loop']],
  ['X-Loop: other@them.example', []],
])('%s is held against an answer as %j', (header, rules) => {
  expect(judge(`${header}\r\nFrom: ann@b.example`).rules).toEqual(rules);
});

test.each([
  'noreply@b.example',
  'no-reply@b.example',
  'do_not_reply@b.example',
  'DoNotReply-orders@b.example',
  'MAILER-DAEMON@b.example',
  'postmaster@b.example',
  'owner-list@b.example',
  'list-request@b.example',
  'list-bounces@b.example',
  'bounce+123=x@b.example',
])('nobody reads what is sent to %s', (address) => {
  expect(judge(`From: ${address}`).rules).toEqual(['no-reply From']);
});

test.each([
  'norbert@b.example',
  'noreen.plyer@b.example',
  'ann@no-reply.example',
  'rootes@b.example',
  'customer@b.example',
])('%s is a person', (address) => {
  expect(judge(`From: ${address}`).rules).toEqual([]);
});

test('own addresses, null senders and broken ones are not answered, and a person may still write to From', () => {
  expect(judge('From: service@us.example').rules).toEqual(['own-address From']);
  expect(judge('From: a@b.example', 'x@us.example').rules).toEqual(['own-address Return-Path']);
  expect(judge('From: a@b.example', '')).toEqual({
    recipient: 'a@b.example',
    rules: ['null-sender SMTP envelope'],
  });
  expect(judge('From: Ann', '"a b"@c')).toEqual({ recipient: '', rules: ['no-address SMTP envelope'] });
  expect(judge('Subject: x')).toEqual({ recipient: '', rules: ['no-address From'] });
});

const at = (hours: number) => `Date: ${new Date(Date.now() - hours * 3_600_000).toUTCString()}`;

test('a mail that was written more than a day ago is not answered, as in a mailbox that is read for the first time', () => {
  expect(judge(`${at(25)}\r\nFrom: a@b.example`).rules).toEqual(['late Date']);
  expect(judge(`${at(23)}\r\nFrom: a@b.example`).rules).toEqual([]);
  expect(judge(`${at(25)}\r\nFrom: a@b.example`, 'a@b.example', 'forward').rules).toEqual([]);
});

test('a mail that has passed a hundred servers and more is answered no further', () => {
  const trace = 'Received: by x\r\n'.repeat(101);
  expect(judge(`${trace}From: a@b.example`).rules).toEqual(['hops Received']);
});

test('a machine’s mail may be forwarded, one that goes round may not', () => {
  expect(judge('Auto-Submitted: auto-replied\r\nFrom: noreply@b.example', '', 'forward')).toEqual({
    recipient: 'expert@other.example',
    rules: [],
  });
  expect(judge('X-Loop: service@us.example\r\nFrom: a@b.example', '', 'forward').rules).toEqual([
    'own-mail X-Loop',
  ]);
});
