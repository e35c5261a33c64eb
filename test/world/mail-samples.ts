export interface MailSample {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly text?: string;
  /** Further header lines, without line ends. */
  readonly headers?: readonly string[];
  /** Length of the text in bytes, at least. */
  readonly atLeastBytes?: number;
}

/**
 * A plain mail with CRLF line ends. Its number is in the Message-ID, the subject and the text, so that a test can
 * say of each mail what became of it.
 */
export function composeMail(number: number | string, sample: MailSample = {}): string {
  const text = sample.text ?? `Hello,\r\n\r\nthis is mail number ${number}.\r\n`;
  const filling = 'The quick brown fox jumps over the lazy dog, again and again and again.\r\n';
  const missing = Math.max(0, (sample.atLeastBytes ?? 0) - text.length);
  return [
    `From: ${sample.from ?? `Customer ${number} <customer-${number}@example.com>`}`,
    `To: ${sample.to ?? 'help@desk.example'}`,
    `Subject: ${sample.subject ?? `Mail ${number}`}`,
    `Message-ID: <mail-${number}@example.com>`,
    `Date: Mon, 02 Feb 2026 10:00:00 +0100`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    ...(sample.headers ?? []),
    '',
    text + filling.repeat(Math.ceil(missing / filling.length)),
  ].join('\r\n');
}

/** The number that `composeMail` was given, or null where the mail is not one of its. */
export function readMailNumber(raw: string | Buffer): string | null {
  return (
    /^Message-ID: <mail-(.+)@example\.com>\r?$/im.exec(
      typeof raw === 'string' ? raw : raw.toString('latin1'),
    )?.[1] ?? null
  );
}
