import { expect, test } from 'vitest';
import { readMail } from '../mime/read-mail.ts';
import type { ReadMail } from '../mime/mail-content.ts';

function read(lines: readonly string[]): ReadMail {
  return readMail(Buffer.from(lines.join('\r\n')));
}

function report(type: string, fields: readonly string[], header: readonly string[] = []): ReadMail {
  return read([
    'From: Mail Delivery System <MAILER-DAEMON@mx.example.org>',
    'To: service@example.com',
    'Subject: Notification',
    ...header,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${type}; boundary=b`,
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'A notice.',
    '--b',
    `Content-Type: message/${type}`,
    '',
    ...fields,
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'From: service@example.com',
    'To: customer@example.org',
    'Subject: Your order',
    'Message-ID: <ours@example.com>',
    '',
    '--b--',
    '',
  ]);
}

test('a delivery status becomes attached data by the names of its fields, and one failure makes it an NDR', () => {
  const mail = report('delivery-status', [
    'Reporting-MTA: dns; mx.example.org',
    'Original-Envelope-Id: ENV123',
    '',
    'Original-Recipient: rfc822;customer@example.org',
    'Final-Recipient: rfc822; customer@example.org',
    'Action: failed',
    'Status: 5.2.2',
    'Remote-MTA: dns; mx2.example.org',
    'Diagnostic-Code: smtp; 552 5.2.2 Mailbox',
    '  full',
    '',
    'Final-Recipient: rfc822; other@example.org',
    'Action: delivered',
    'Status: 2.0.0',
  ]);
  expect(mail.attachedData).toMatchObject({
    '_DSNInfo.RecipientCount': '2',
    '_DSNInfo.Recipient1.Recipient': 'customer@example.org',
    '_DSNInfo.Recipient1.Action': 'failed',
    '_DSNInfo.Recipient2.Recipient': 'other@example.org',
    '_DSNInfo.Recipient2.Action': 'delivered',
    '_DSNRawInfo.Reporting-MTA': 'dns; mx.example.org',
    '_DSNRawInfo.RecipientCount': '2',
    '_DSNRawInfo.Recipient1.Original-Recipient': 'rfc822;customer@example.org',
    '_DSNRawInfo.Recipient1.Remote-MTA': 'dns; mx2.example.org',
    '_DSNRawInfo.Recipient1.Diagnostic-Code': 'smtp; 552 5.2.2 Mailbox full',
    '_DSNRawInfo.Recipient2.Final-Recipient': 'rfc822; other@example.org',
  });
  expect(mail.nature).toMatchObject({
    kind: 'ndr',
    isAutomatic: true,
    subjectMail: { messageIds: ['ours@example.com'], envelopeId: 'ENV123', isReturned: true },
    deliveryReports: [
      {
        recipient: 'customer@example.org',
        action: 'failed',
        status: '5.2.2',
        diagnostic: '552 5.2.2 Mailbox full',
        remoteMta: 'mx2.example.org',
        final: true,
        cause: 'mailbox-full',
        reason: { en: 'mailbox full, final', fr: 'boîte aux lettres pleine, définitif' },
      },
      { recipient: 'other@example.org', action: 'delivered', reason: { en: 'delivered' } },
    ],
  });
});

test.each(['delayed', 'delivered', 'expanded', 'relayed'])(
  'a recipient to whom it was %s makes a report',
  (action) => {
    const status = action === 'delayed' ? '4.4.1' : '2.0.0';
    const { nature } = report('delivery-status', [
      'Reporting-MTA: dns; mx.example.org',
      '',
      'Final-Recipient: rfc822; customer@example.org',
      `Action: ${action} (in words of its own)`,
      `Status: ${status}`,
    ]);
    expect(nature).toMatchObject({
      kind: 'report',
      deliveryReports: [{ action, status, final: action !== 'delayed' }],
    });
  },
);

test('the more exact of a vague status and the quoted one is shown', () => {
  const { nature } = report('delivery-status', [
    'Reporting-MTA: dns; mx.example.org',
    '',
    'Final-Recipient: rfc822; customer@example.org',
    'Action: failed',
    'Status: 5.0.0',
    'Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist.',
  ]);
  expect(nature.deliveryReports).toMatchObject([
    { status: '5.1.1', reason: { en: 'no such address, final' } },
  ]);
});

test('a report without empty lines between its groups is taken apart all the same', () => {
  const { nature } = report('delivery-status', [
    'Reporting-MTA: dns; mx.example.org',
    'Final-Recipient: rfc822; one@example.org',
    'Action: failed',
    'Status: 5.1.1',
    'Final-Recipient: rfc822; two@example.org',
    'Action: failed',
    'Status: 5.1.1',
  ]);
  expect(nature.deliveryReports.map(({ recipient }) => recipient)).toEqual([
    'one@example.org',
    'two@example.org',
  ]);
});

test('a read receipt tells who did what how', () => {
  const mail = report('disposition-notification', [
    'Reporting-UA: desk.example; Mail 1.0',
    'Final-Recipient: rfc822;customer@example.org',
    'Original-Message-ID: <sent@example.com>',
    'Disposition: manual-action/MDN-sent-manually; displayed',
  ]);
  expect(mail.attachedData).toMatchObject({
    '_MDNInfo.ActionMode': 'manual-action',
    '_MDNInfo.DispositionType': 'displayed',
    '_MDNInfo.SendingMode': 'MDN-sent-manually',
    '_MDNInfo.Recipient': 'customer@example.org',
    '_MDNRawInfo.Disposition': 'manual-action/MDN-sent-manually; displayed',
    '_MDNRawInfo.Final-Recipient': 'rfc822;customer@example.org',
    '_MDNRawInfo.Original-Message-ID': '<sent@example.com>',
    '_MDNRawInfo.Reporting-UA': 'desk.example; Mail 1.0',
  });
  expect(mail.nature).toMatchObject({
    kind: 'disposition',
    deliveryReports: [{ action: 'displayed', reason: { en: 'read' } }],
  });
  expect(mail.nature.subjectMail.messageIds[0]).toBe('sent@example.com');
});

test('a feedback report is a complaint of a recipient', () => {
  const { nature } = report('feedback-report', [
    'Feedback-Type: abuse',
    'User-Agent: Loop/1.0',
    'Version: 1',
    'Original-Rcpt-To: <customer@example.org>',
  ]);
  expect(nature).toMatchObject({
    kind: 'feedback',
    deliveryReports: [{ recipient: 'customer@example.org', action: 'complained' }],
  });
});

test.each([
  [['Auto-Submitted: auto-replied']],
  [['Auto-Submitted: auto-replied (vacation)']],
  [['X-Autoreply: yes']],
  [['X-Autorespond: out']],
  [['Precedence: auto_reply']],
  [['Return-Path: <>', 'Subject: Abwesenheitsnotiz: Ihre Bestellung']],
  [
    [
      'Subject: Automatic reply: Your order',
      'X-Auto-Response-Suppress: All',
      'Auto-Submitted: auto-generated',
    ],
  ],
  [
    [
      'Subject: 自動返信',
      'Precedence: bulk',
      'X-Auto-Response-Suppress: OOF',
      'In-Reply-To: <ours@example.com>',
    ],
  ],
])('%j marks an automatic reply', (header) => {
  const mail = read(['From: jo@example.org', 'To: service@example.com', ...header, '', 'I am away.']);
  expect(mail.nature).toMatchObject({ kind: 'auto-reply', isAutomatic: true });
});

test.each([
  [['Subject: On vacation in Spain'], false],
  [['Subject: Abwesend', 'User-Agent: Mail'], false],
  [['Auto-Submitted: no'], false],
  [['Auto-Submitted: auto-generated', 'X-Auto-Response-Suppress: All', 'Subject: Your invoice'], true],
  [['Precedence: bulk', 'List-Id: <news.example>', 'Subject: Out of office news'], true],
])('%j marks none', (header, isAutomatic) => {
  const mail = read(['From: jo@example.org', 'To: service@example.com', ...header, '', 'Hello.']);
  expect(mail.nature).toMatchObject({ kind: 'message', isAutomatic });
});

test.each([
  ['X-Spam-Flag: YES', { flagged: true, score: null }],
  ['X-Spam-Status: Yes, score=7.3 required=5.0', { flagged: true, score: 7.3 }],
  ['X-Spam-Status: No, hits=-2.5 required=5.0', { flagged: false, score: -2.5 }],
  ['X-MS-Exchange-Organization-SCL: 6', { flagged: true, score: 6 }],
  ['X-Spamd-Result: default: False [1.20 / 15.00]', { flagged: false, score: 1.2 }],
])('%s is a spam mark', (header, mark) => {
  expect(read(['From: a@example.org', header, '', 'Hello.']).nature.spam).toMatchObject(mark);
});

test('a mail that cannot be read is a wrapping message', () => {
  const limits = { maxBytes: 10, maxDepth: 1, maxParts: 1 };
  expect(readMail(Buffer.from('From: a@example.org\r\n\r\nHello'), limits).nature.kind).toBe('wrapped');
});

test.each([
  ['postmaster@example.org', 'ndr'],
  ['MMDF@example.org', 'ndr'],
  ['jo@example.org', 'message'],
])('a mail of %s with a mail attached that has a Message-ID is of the kind %s', (from, kind) => {
  const mail = read([
    `From: ${from}`,
    'To: service@example.com',
    'Subject: Fwd: see below',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'See below.',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'From: service@example.com',
    'Message-ID: <ours@example.com>',
    '',
    'Hello',
    '--b--',
    '',
  ]);
  expect(mail.nature).toMatchObject({ kind, subjectMail: { isReturned: true } });
});
