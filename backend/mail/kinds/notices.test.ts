import { expect, test } from 'vitest';
import type { MailNature } from './mail-nature.ts';
import { readMail } from '../mime/read-mail.ts';

/** A return message in a mail system's own words; UTF-8. */
function natureOf(header: readonly string[], body: readonly string[]): MailNature {
  const head = [
    'To: service@example.com',
    'Date: Tue, 3 Mar 2026 10:00:00 +0000',
    'Message-ID: <return@mta.example>',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
  ];
  return readMail(Buffer.from([...header, ...head, '', ...body, ''].join('\r\n'))).nature;
}

const copy = [
  'Return-Path: <service@example.com>',
  'Received: from a.example by b.example; Tue, 3 Mar 2026 09:59:00 +0000',
  'From: Service <service@example.com>',
  'To: customer@example.org',
  'Subject: Your order',
  'Message-ID: <ours@example.com>',
  '',
  'Dear customer,',
];

interface Case {
  readonly maker: string;
  readonly from: string;
  readonly subject: string;
  readonly body: readonly string[];
  readonly status: string;
  readonly reason: string;
  readonly more?: readonly string[];
}

const failures: readonly Case[] = [
  {
    maker: 'qmail', from: 'MAILER-DAEMON@mx.example.org', subject: 'failure notice', status: '5.1.1', reason: 'no such address, final',
    body: ["Hi. This is the qmail-send program at mx.example.org.", "I'm afraid I wasn't able to deliver your message to the following addresses.", "This is a permanent error; I've given up. Sorry it didn't work out.", '', '<customer@example.org>:', 'Sorry, no mailbox here by that name. (#5.1.1)', '', '--- Below this line is a copy of the message.', '', ...copy],
  },
  {
    maker: 'Exim', from: 'Mail Delivery System <Mailer-Daemon@mx.example.org>', subject: 'Mail delivery failed: returning message to sender', status: '5.2.2', reason: 'mailbox full, final', more: ['X-Failed-Recipients: customer@example.org', 'Auto-Submitted: auto-replied'],
    body: ['This message was created automatically by mail delivery software.', '', 'A message that you sent could not be delivered to one or more of its', 'recipients. This is a permanent error. The following address(es) failed:', '', '  customer@example.org', '    host mx2.example.org [192.0.2.4]', '    SMTP error from remote mail server after RCPT TO:<customer@example.org>:', '    552 5.2.2 mailbox full', '', '------ This is a copy of the message, including all the headers. ------', '', ...copy],
  },
  {
    maker: 'Sendmail', from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>', subject: 'Returned mail: see transcript for details', status: '5.1.2', reason: 'no such mail domain, final',
    body: ['The original message was received at Tue, 3 Mar 2026 09:59:00 GMT', 'from localhost [127.0.0.1]', '', '   ----- The following addresses had permanent fatal errors -----', '<customer@example.org>', '', '   ----- Transcript of session follows -----', '550 5.1.2 <customer@example.org>... Host unknown (Name server: example.org: host not found)'],
  },
  {
    maker: 'Exchange 5.5 in German', from: 'Systemadministrator <postmaster@example.org>', subject: 'Unzustellbar: Ihre Bestellung', status: '5.1.1', reason: 'no such address, final',
    body: ['Ihre Nachricht', '', '  An:      customer@example.org', '  Betreff: Ihre Bestellung', '  Gesendet am: Di, 3 Mrz 2026 10:00:00 +0100', '', 'hat den (die) folgenden Empfänger nicht erreicht:', '', 'customer@example.org am Di, 3 Mrz 2026 10:00:02 +0100', '    Der Empfängername wurde nicht erkannt. Unbekannter Empfänger'],
  },
  {
    maker: 'Exchange in French', from: 'Administrateur système <postmaster@example.org>', subject: 'Non remis : Votre commande', status: '5.2.2', reason: 'mailbox full, final',
    body: ['Échec de la remise pour ces destinataires ou groupes :', '', 'customer@example.org', 'La boîte aux lettres du destinataire est pleine et ne peut pas accepter de messages.', '#5.2.2'],
  },
  {
    maker: 'Outlook in Spanish', from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.org>', subject: 'No se puede entregar: Su pedido', status: '5.1.10', reason: 'no such address, final',
    body: ['No se pudo entregar el mensaje a customer@example.org.', 'No se encontró la dirección de correo.', '', "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'"],
  },
  {
    maker: 'a Japanese provider', from: 'MAILER-DAEMON@example.jp', subject: '配信エラー通知', status: '5.1.1', reason: 'no such address, final',
    body: ['メールを配信できませんでした。', '', '宛先: customer@example.org', '550 ユーザが見つかりません', '', ...copy],
  },
  {
    maker: 'a Chinese provider', from: 'Postmaster <postmaster@example.cn>', subject: '系统退信', status: '5.2.2', reason: 'mailbox full, final',
    body: ['抱歉，您的邮件被退回来了。', '', '收件人 customer@example.org', '退信原因 收件人邮箱已满 552', '', ...copy],
  },
  {
    maker: 'a Russian provider', from: 'mailer-daemon@example.ru', subject: 'Недоставленное сообщение', status: '5.1.1', reason: 'no such address, final',
    body: ['Это письмо создано автоматически.', 'Не удалось доставить письмо следующим получателям:', '', 'customer@example.org: 550 Пользователь не найден', '', ...copy],
  },
  {
    maker: 'a Korean provider', from: 'postmaster@example.kr', subject: '메일 발송 실패 안내', status: '5.1.1', reason: 'no such address, final',
    body: ['메일이 전송되지 못했습니다.', '', '수신자: customer@example.org', '사유: 존재하지 않는 사용자입니다. 550', '', ...copy],
  },
  {
    maker: 'a gateway without a name', from: 'inetgw1@example.org', subject: 'Mail could not be delivered', status: '5.4.7', reason: 'no delivery within the time allowed, final',
    body: ['The following mail could not be delivered.', 'Reason: Exceeded Maximum Delivery Attempts.', '', 'customer@example.org: timed out', '', ...copy],
  },
  {
    maker: 'GroupWise', from: 'Mailer-Daemon@gw.example.org', subject: 'Message status - undeliverable', status: '5.1.1', reason: 'no such address, final',
    body: ['The message that you sent was undeliverable to the following:', '\tcustomer@example.org (Recipient not found)', '', ...copy],
  },
]; // prettier-ignore

test.each(failures)(
  '$maker: says that the mail failed, for whom and why',
  ({ from, subject, body, status, reason, more = [] }) => {
    const nature = natureOf([...more, `From: ${from}`, `Subject: ${subject}`], body);
    expect(nature).toMatchObject({ kind: 'ndr' });
    expect(
      nature.deliveryReports.map((report) => [
        report.recipient,
        report.action,
        report.status,
        report.reason.en,
      ]),
    ).toEqual([['customer@example.org', 'failed', status, reason]]);
  },
);

test('a warning that it takes longer is no failure', () => {
  const nature = natureOf(
    [
      'From: Mail Delivery System <Mailer-Daemon@mx.example.org>',
      'Subject: Warning: message delayed 24 hours',
    ],
    [
      'This message was created automatically by mail delivery software.',
      'A message that you sent has not yet been delivered to one or more of its',
      'recipients after more than 24 hours on the queue.',
      'The address to which the message has not yet been delivered is:',
      '',
      '  customer@example.org',
      '',
      'No action is required on your part. Delivery attempts will continue.',
    ],
  );
  expect(nature.kind).toBe('report');
  expect(nature.deliveryReports).toMatchObject([
    { recipient: 'customer@example.org', action: 'delayed', final: false },
  ]);
});

test('the returned mail is named by its own Message-ID, not by that of the return', () => {
  const nature = natureOf(
    ['From: MAILER-DAEMON@mx.example.org', 'Subject: failure notice'],
    ['Sorry.', '', ...copy],
  );
  expect(nature.subjectMail).toMatchObject({ messageIds: ['ours@example.com'] });
});

const ordinary: readonly (readonly [what: string, header: readonly string[], body: readonly string[]])[] = [
  [
    'a customer whose parcel was not delivered',
    ['From: Jo <jo@example.org>', 'Subject: Delivery failed'],
    ['My parcel could not be delivered, order 550 1234. My address is jo@example.org.'],
  ],
  [
    'a parcel service',
    [
      'From: noreply@parcels.example',
      'Subject: Zustellung fehlgeschlagen',
      'Auto-Submitted: auto-generated',
      'Return-Path: <>',
    ],
    ['Ihr Paket konnte nicht zugestellt werden. Sendungsnummer 450123.'],
  ],
  [
    'a customer who asks about a bounce',
    [
      'From: Jo <jo@example.org>',
      'Subject: Fwd: Undelivered Mail Returned to Sender',
      'User-Agent: Mozilla Thunderbird',
    ],
    [
      'I got this when I wrote to you:',
      '',
      '> <sales@example.com>: host mx said: 550 5.1.1 User unknown',
      ...copy.map((line) => `> ${line}`),
    ],
  ],
  [
    'an administrator who discusses a log',
    ['From: Ada <ada@example.org>', 'Subject: Re: bounces', 'In-Reply-To: <a@example.org>'],
    ['The log says 550 5.7.1 rejected for customer@example.org. What now?'],
  ],
];

test('a newsletter about returned mail is an ordinary one', () => {
  const header = [
    'From: News <bounce-123@news.example>',
    'Subject: Delivery status notifications explained',
    'Precedence: bulk',
    'List-Unsubscribe: <https://news.example/>',
  ];
  const body = ['This week: why mail could not be delivered, and 550 5.1.1 for ada@example.org.'];
  expect(natureOf(header, body).kind).toBe('message');
});

test.each(ordinary)('%s writes an ordinary mail', (_, header, body) => {
  expect(natureOf(header, body).kind).toBe('message');
});

test('a long hostile notice is read at once', () => {
  const line = 'a@b.c <a=a=a=a@b: 550 5.1.1 '.repeat(50);
  const nature = natureOf(
    ['From: MAILER-DAEMON@mx.example.org', 'Subject: failure notice'],
    Array.from({ length: 5000 }, () => line),
  );
  expect(nature.kind).toBe('ndr');
});
