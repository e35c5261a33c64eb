import type { MailKind } from '../../contract/domain/mail-kind.ts';

/** One way in which reporters write RFC 3464. */
export interface ReportShape {
  readonly shape: string;
  readonly kind: MailKind;
  /** The body of the delivery status, its lines ending as `lineEnd` says. */
  readonly status: readonly string[];
  readonly expected: readonly (readonly [recipient: string, action: string, status: string | null])[];
  readonly lineEnd?: string;
  readonly encoding?: 'base64' | '7bit';
  readonly type?: string;
  readonly returned?: 'message/rfc822' | 'text/rfc822-headers' | null;
}

const mta = 'Reporting-MTA: dns; mx.example.org';
const one = ['Final-Recipient: rfc822; one@example.org', 'Action: failed', 'Status: 5.1.1'];
const two = ['Final-Recipient: rfc822; two@example.org', 'Action: failed', 'Status: 5.2.2'];
const failedOne = ['one@example.org', 'failed', '5.1.1'] as const;
const failedTwo = ['two@example.org', 'failed', '5.2.2'] as const;

/** Each shape that RFC 3464 allows, and those that reporters write against it. */
export const reportShapes: readonly ReportShape[] = [
  { shape: 'as in the RFC', kind: 'ndr', status: [mta, '', ...one], expected: [failedOne] },
  { shape: 'two recipients', kind: 'ndr', status: [mta, '', ...one, '', ...two], expected: [failedOne, failedTwo] },
  { shape: 'no empty lines', kind: 'ndr', status: [mta, ...one, ...two], expected: [failedOne, failedTwo] },
  { shape: 'several empty lines', kind: 'ndr', status: [mta, '', '', ...one, '', '', '', ...two], expected: [failedOne, failedTwo] },
  { shape: 'empty lines within a group', kind: 'ndr', status: [mta, '', one[0] ?? '', '', ...one.slice(1)], expected: [failedOne] },
  { shape: 'no fields of the message', kind: 'ndr', status: one, expected: [failedOne] },
  { shape: 'lines ending in LF', kind: 'ndr', status: [mta, '', ...one], expected: [failedOne], lineEnd: '\n' },
  { shape: 'base64', kind: 'ndr', status: [mta, '', ...one], expected: [failedOne], encoding: 'base64' },
  { shape: 'only a header returned', kind: 'ndr', status: [mta, '', ...one], expected: [failedOne], returned: 'text/rfc822-headers' },
  { shape: 'nothing returned', kind: 'ndr', status: [mta, '', ...one], expected: [failedOne], returned: null },
  { shape: 'angle brackets and comments', kind: 'ndr', status: [mta, '', 'Final-Recipient: RFC822;<one@example.org>', 'Action: Failed (relay refused)', 'Status: 5.1.1 (no such user)'], expected: [failedOne] },
  { shape: 'upper case', kind: 'ndr', status: [mta.toUpperCase(), '', 'FINAL-RECIPIENT: rfc822; one@example.org', 'ACTION: FAILED', 'STATUS: 5.1.1'], expected: [failedOne] },
  { shape: 'folded fields', kind: 'ndr', status: [mta, '', 'Final-Recipient: rfc822;', '  one@example.org', 'Action:', ' failed', 'Status: 5.1.1'], expected: [failedOne] },
  { shape: 'only an original recipient', kind: 'ndr', status: [mta, '', 'Original-Recipient: rfc822;one@example.org', 'Action: failed', 'Status: 5.1.1'], expected: [failedOne] },
  { shape: 'no action', kind: 'ndr', status: [mta, '', 'Final-Recipient: rfc822; one@example.org', 'Status: 5.1.1'], expected: [failedOne] },
  { shape: 'no action, temporary', kind: 'report', status: [mta, '', 'Final-Recipient: rfc822; one@example.org', 'Status: 4.4.1'], expected: [['one@example.org', 'delayed', '4.4.1']] },
  { shape: 'failed after trying for days', kind: 'ndr', status: [mta, '', 'Final-Recipient: rfc822; one@example.org', 'Action: failed', 'Status: 4.4.7'], expected: [['one@example.org', 'failed', '4.4.7']] },
  { shape: 'status only in the diagnostic', kind: 'ndr', status: [mta, '', 'Final-Recipient: rfc822; one@example.org', 'Action: failed', 'Diagnostic-Code: smtp; 552-5.2.2 The mailbox is full'], expected: [['one@example.org', 'failed', '5.2.2']] },
  { shape: 'delayed', kind: 'report', status: [mta, '', 'Final-Recipient: rfc822; one@example.org', 'Action: delayed', 'Status: 4.2.2', 'Will-Retry-Until: Wed, 4 Mar 2026 10:00:00 +0000'], expected: [['one@example.org', 'delayed', '4.2.2']] },
  { shape: 'delivered and expanded', kind: 'report', status: [mta, '', 'Final-Recipient: rfc822; one@example.org', 'Action: delivered', 'Status: 2.0.0', '', 'Final-Recipient: rfc822; list@example.org', 'Action: expanded', 'Status: 2.0.0'], expected: [['one@example.org', 'delivered', '2.0.0'], ['list@example.org', 'expanded', '2.0.0']] },
  { shape: 'internationalised (RFC 6533)', kind: 'ndr', type: 'message/global-delivery-status', status: [mta, '', 'Final-Recipient: utf-8; jos\\x{E9}@example.org', 'Action: failed', 'Status: 5.1.1'], expected: [['josé@example.org', 'failed', '5.1.1']] },
]; // prettier-ignore

export function composeReport(shape: ReportShape): Buffer {
  const {
    status,
    lineEnd = '\r\n',
    encoding = '7bit',
    type = 'message/delivery-status',
    returned = 'message/rfc822',
  } = shape;
  const body = `${status.join(lineEnd)}${lineEnd}`;
  const lines = [
    'From: Mail Delivery System <MAILER-DAEMON@mx.example.org>',
    'To: service@example.com',
    'Subject: Delivery Status Notification',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"',
    '',
    '--=_report',
    '',
    'This is an automatically generated notification.',
    '',
    '--=_report',
    `Content-Type: ${type}`,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    encoding === 'base64' ? Buffer.from(body).toString('base64') : body,
    ...(returned === null
      ? []
      : [
          '--=_report',
          `Content-Type: ${returned}`,
          '',
          'From: service@example.com',
          'To: one@example.org',
          'Subject: Your order',
          'Message-ID: <ours@example.com>',
          '',
        ]),
    '--=_report--',
    '',
  ];
  return Buffer.from(lines.join(lineEnd));
}
