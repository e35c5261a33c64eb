import { deflateSync } from 'node:zlib';

/** A mail that was made to choke programs. */
export interface ParserBomb {
  readonly name: string;
  /** `read`: it is within the limits, so that it is read if that does not take too long. */
  readonly becomes: 'wrapped' | 'read';
  readonly compose: () => Buffer;
}

const header =
  'From: Ann <ann@customer.example>\r\nTo: help@desk.example\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n';
const signature =
  'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=customer.example; s=s; h=from; bh=AAAA; b=AAAA\r\n';

function multipart(boundary: string): string {
  return `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n--${boundary}\r\n`;
}

function many(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join('');
}

function encoded(type: string, bytes: number): string {
  const line = `${'QUJD'.repeat(19)}\r\n`;
  return `${header}Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${line.repeat(bytes / line.length)}`;
}

/** An attribute of a TNEF stream that says it is longer than all memory, a million times. */
function tnef(): string {
  const attribute = Buffer.from([2, 5, 0x80, 6, 0, 0xff, 0xff, 0xff, 0x7f, 0, 0]);
  const stream = Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 1, 0]),
    ...Array.from({ length: 500_000 }, () => attribute),
  ]);
  const text = stream.toString('base64').replace(/.{76}/g, '$&\r\n');
  return `${header}Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${text}\r\n`;
}

function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  return Buffer.concat([Buffer.from([tag, 0x84]), size, content]);
}

/** S/MIME (RFC 3274) whose every part is 50 MB of one sign, compressed. */
function compressed(parts: number): string {
  const data = deflateSync(Buffer.concat([Buffer.from('\r\n'), Buffer.alloc(50_000_000, 'a')]));
  const named = (name: readonly number[]) => element(0x06, Buffer.from(name));
  const cms = element(
    0x30,
    named([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x09]),
    element(
      0xa0,
      element(
        0x30,
        Buffer.from([0x02, 0x01, 0x00]),
        element(0x30, named([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x03, 0x08])),
        element(
          0x30,
          named([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01]),
          element(0xa0, element(0x04, data)),
        ),
      ),
    ),
  );
  const text = cms.toString('base64').replace(/.{76}/g, '$&\r\n');
  const part = `Content-Type: application/pkcs7-mime; smime-type=compressed-data; name=smime.p7z\r\nContent-Transfer-Encoding: base64\r\n\r\n${text}\r\n--x\r\n`;
  return `${header}${multipart('x')}${part.repeat(parts)}`;
}

const sources: readonly (readonly [name: string, becomes: ParserBomb['becomes'], source: () => string])[] = [
  ['a million parts', 'wrapped', () => `${header}${multipart('x')}${'--x\r\n\r\na\r\n'.repeat(1_000_000)}`],
  ['nesting of 10,000', 'wrapped', () => header + many(10_000, (depth) => multipart(`b${depth}`))],
  [
    '10,000 mails within mails',
    'wrapped',
    () => header + 'Content-Type: message/rfc822\r\n\r\n'.repeat(10_000),
  ],
  [
    'header lines of megabytes',
    'wrapped',
    () => `${`X: ${'a'.repeat(2_000_000)}\r\n`.repeat(5)}${header}\r\nbody`,
  ],
  ['a million header fields', 'wrapped', () => `${'X-A: b\r\n'.repeat(1_000_000)}${header}\r\nbody`],
  [
    'a million addresses in a field',
    'wrapped',
    () => `${header}Cc: ${many(1_000_000, (at) => `u${at}@c.example,\r\n `)}x@y.example\r\n\r\nbody`,
  ],
  [
    'a million addresses in three thousand fields',
    'wrapped',
    () =>
      `${header}${many(3000, (field) => `Cc: ${many(400, (at) => `u${field}.${at}@c.example, `)}x@y.example\r\n`)}\r\nbody`,
  ],
  [
    'a million encoded words',
    'wrapped',
    () => `${header}X: ${'=?utf-8?q?=C3=A9?= '.repeat(1_000_000)}\r\n\r\nb`,
  ],
  ['base64 of 200 MB', 'wrapped', () => encoded('text/plain', 200_000_000)],
  [
    'boundaries that begin like each other',
    'wrapped',
    () => `${header}${multipart('a')}${many(300_000, (at) => `--a${'b'.repeat(at % 60)}\r\n`)}`,
  ],
  ['one boundary at every depth', 'wrapped', () => `${header}${multipart('x').repeat(50_000)}`],
  ['a header that never ends', 'wrapped', () => `${header}X: y\r\n${' x\r\n'.repeat(5_000_000)}`],
  ['ten gigabytes of S/MIME, compressed', 'wrapped', () => compressed(200)],
  ['lengths in TNEF beyond its end', 'read', tnef],
  [
    'a text of boundaries',
    'read',
    () => `${header}Content-Type: multipart/mixed; boundary="-"\r\n\r\n${'-'.repeat(20_000_000)}`,
  ],
  [
    'UTF-7 of 20 MB',
    'read',
    () => `${header}Content-Type: text/plain; charset=utf-7\r\n\r\n${'+AOk-'.repeat(4_000_000)}`,
  ],
  [
    'a million tables',
    'read',
    () => `${header}Content-Type: text/html\r\n\r\n${'<table><tr><td>'.repeat(1_000_000)}`,
  ],
  [
    'two thousand signatures',
    'read',
    () => `${signature.repeat(2000)}${header}\r\n${'a  b\r\n'.repeat(1_000_000)}`,
  ],
  [
    'thousands of mails beside each other',
    'read',
    () =>
      `${header}${multipart('x')}${`Content-Type: message/rfc822\r\n\r\n${header}\r\nbody\r\n--x\r\n`.repeat(4900)}`,
  ],
];

/** What parsers are known to fail at, and what ours was tried with. */
export const parserBombs: readonly ParserBomb[] = sources.map(([name, becomes, source]) => ({
  name,
  becomes,
  compose: () => Buffer.from(source(), 'latin1'),
}));
