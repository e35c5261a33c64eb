import { defaultReadLimits } from '../../backend/mail/mime/mail-content.ts';
import { readMail } from '../../backend/mail/mime/read-mail.ts';

const words = 'Guten Tag, ich warte seit zwei Wochen auf meine Bestellung und bitte um eine kurze Antwort. ';

/** Both parts and, in every fifth, a file: some 20 KB, as customers send them. */
export function composeCustomerMail(to: string, number: string): Buffer {
  const text = words.repeat(40);
  const html = `<p>${words.repeat(5)}</p>\r\n`.repeat(20);
  const file = Buffer.alloc(number.endsWith('5') ? 30_000 : 0, number).toString('base64');
  return Buffer.from(
    [
      `From: Kundin ${number} <customer-${number}@example.com>`,
      `To: ${to}`,
      `Subject: Bestellung ${number}`,
      `Message-ID: <bench-${number}@example.com>`,
      'Date: Mon, 02 Feb 2026 10:00:00 +0100',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=outer',
      '',
      '--outer',
      'Content-Type: multipart/alternative; boundary=inner',
      '',
      '--inner',
      'Content-Type: text/plain; charset=utf-8',
      '',
      text.replaceAll('. ', '.\r\n'),
      '--inner',
      'Content-Type: text/html; charset=utf-8',
      '',
      html,
      '--inner--',
      ...(file === ''
        ? []
        : [
            '--outer',
            'Content-Type: application/pdf; name=order.pdf',
            'Content-Transfer-Encoding: base64',
            '',
            ...(file.match(/.{1,76}/g) ?? []),
          ]),
      '--outer--',
      '',
    ].join('\r\n'),
  );
}

/** Mails per second of one process that only reads them. */
export function measureReadingOf(mails: readonly Buffer[]): number {
  const begun = performance.now();
  for (const raw of mails) readMail(raw, defaultReadLimits);
  return (mails.length * 1000) / (performance.now() - begun);
}
