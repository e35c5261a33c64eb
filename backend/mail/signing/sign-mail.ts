import { createHash, sign } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

export interface Signature {
  readonly domain: string;
  readonly selector: string;
  readonly key: SigningKey;
}

/**
 * Fields that are signed, present or not: each is named once more than it occurs, so that none can be added to a
 * signed mail without breaking the signature (RFC 6376 section 8.15).
 */
const signedFields = [
  'From', 'Sender', 'Reply-To', 'To', 'Cc', 'Subject', 'Date', 'Message-ID', 'In-Reply-To', 'References',
  'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding', 'Auto-Submitted', 'List-Id', 'List-Unsubscribe',
  'List-Unsubscribe-Post',
] as const; // prettier-ignore

/**
 * Signs a mail by RFC 6376 (relaxed/relaxed) and RFC 8463, once for each key. Our own few lines: neither nodemailer
 * nor mailauth names fields more often than they occur, and the former has no ed25519.
 * @returns the mail with its signatures in front, all lines ending in CRLF
 */
export function signMail(raw: Buffer, signatures: readonly Signature[], now: Date = new Date()): Buffer {
  const mail = withWholeLines(raw.toString('latin1'));
  const end = mail.indexOf('\r\n\r\n');
  const header = end === -1 ? mail.replace(/\r\n$/, '') : mail.slice(0, end);
  const body = end === -1 ? '' : mail.slice(end + 4);
  const fields = header.split(/\r\n(?![ \t])/);
  const bodyHash = createHash('sha256').update(relaxBody(body), 'latin1').digest('base64');
  const written = signatures.map((one) => `${writeSignature(one, fields, bodyHash, now)}\r\n`);
  return Buffer.from(written.join('') + mail, 'latin1');
}

function writeSignature(
  { domain, selector, key }: Signature,
  fields: readonly string[],
  bodyHash: string,
  now: Date,
): string {
  const names: string[] = [];
  const covered: string[] = [];
  for (const name of signedFields) {
    // From the bottom up, as verifiers take them (section 5.4.2).
    const present = fields.filter((field) => nameOf(field) === name.toLowerCase()).toReversed();
    names.push(...present.map(() => name), name);
    covered.push(...present.map(relaxField));
  }
  const unsigned = [
    `DKIM-Signature: v=1; a=${key.algorithm}; c=relaxed/relaxed; d=${domain};`,
    ` s=${selector}; t=${Math.floor(now.getTime() / 1000)};`,
    ` h=${fold(names.join(':'), ':')};`,
    ` bh=${bodyHash};`,
    ' b=',
  ].join('\r\n');
  const data = [...covered, relaxField(unsigned)].join('\r\n');
  const bytes = Buffer.from(data, 'latin1');
  const value =
    key.algorithm === 'rsa-sha256'
      ? sign('sha256', bytes, key.key)
      : sign(null, createHash('sha256').update(bytes).digest(), key.key);
  return unsigned + (value.toString('base64').match(/.{1,72}/g) ?? []).join('\r\n  ');
}

function nameOf(field: string): string {
  return field
    .slice(0, Math.max(field.indexOf(':'), 0))
    .trim()
    .toLowerCase();
}

/** Section 3.4.2. */
function relaxField(field: string): string {
  const value = field.slice(field.indexOf(':') + 1);
  return `${nameOf(field)}:${value
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim()}`;
}

/** Section 3.4.4. */
function relaxBody(body: string): string {
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').replace(/ $/, ''));
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${line}\r\n`).join('');
}

/** As the mail is handed over, whatever its lines ended in. */
function withWholeLines(text: string): string {
  return text.replaceAll(/\r\n|\r|\n/g, '\r\n');
}

function fold(text: string, at: string): string {
  let length = 0;
  return text
    .split(at)
    .map((part, index) => {
      const isFull = length + part.length > 70;
      length = isFull ? part.length : length + part.length + 1;
      return `${isFull && index > 0 ? '\r\n  ' : ''}${part}`;
    })
    .join(at);
}
