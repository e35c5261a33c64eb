import { describe, expect, it } from 'vitest';
import { readMail } from '../read-mail.ts';
import { decompressRtf } from './compressed-rtf.ts';
import { readRtf } from './rtf-text.ts';
import { readTnef } from './tnef.ts';

function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, at) => bytes.writeUInt32LE(value >>> 0, at * 4));
  return bytes;
}

function attribute(id: number, data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([1]), uint32(id, data.length), data, Buffer.alloc(2)]);
}

function property(tag: number, data: Uint8Array): Buffer {
  return Buffer.concat([uint32(tag, 1, data.length), data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
}

const stored = Buffer.from("{\\rtf1\\ansi{\\fonttbl Arial;}Hello\\par W\\u246?rld \\'e9}");
const uncompressed = Buffer.concat([uint32(stored.length + 12, stored.length, 0x414c454d, 0), stored]);
const winmail = Buffer.concat([
  uint32(0x223e9f78),
  Buffer.alloc(2),
  attribute(0x00069003, Buffer.concat([uint32(1), property(0x10090102, uncompressed)])),
  attribute(0x00069002, Buffer.alloc(14)),
  attribute(0x00018010, Buffer.from('SHORT~1.TXT\0')),
  attribute(0x0006800f, Buffer.from('data')),
  attribute(
    0x00069005,
    Buffer.concat([uint32(1), property(0x3707001f, Buffer.from('a longer näme.txt\0', 'utf16le'))]),
  ),
]);

describe('winmail.dat', () => {
  it('is taken apart into body and files', () => {
    const raw = `From: a@b.example\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${winmail.toString('base64')}`;
    const mail = readMail(Buffer.from(raw));
    expect(mail.text).toBe('Hello\nWörld é');
    expect(mail.attachedData).toMatchObject({ _AttachmentFileNames: 'a longer näme.txt' });
    expect(Buffer.from(mail.attachments[0]?.bytes ?? []).toString()).toBe('data');
  });

  it('is read as far as it goes, wherever it is cut or broken', () => {
    for (let end = 0; end < winmail.length; end++) {
      readTnef(winmail.subarray(0, end));
      const broken = Buffer.from(winmail);
      broken[end] = 0xff;
      readTnef(broken);
    }
    expect(readTnef(Buffer.from('something else'))).toBeNull();
  });
});

describe('RTF', () => {
  it('is decompressed', () => {
    // The example of MS-OXRTFCP §3.1.
    const example = Buffer.from(
      '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
      'hex',
    );
    expect(decompressRtf(example)?.toString('latin1')).toBe(
      '{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n',
    );
    expect(decompressRtf(Buffer.alloc(20))).toBeNull();
  });

  it('gives back the HTML that it wraps', () => {
    const rtf =
      "{\\rtf1\\ansi\\fromhtml1{\\fonttbl;}{\\*\\htmltag64 <p>}\\htmlrtf {\\f1 x\\htmlrtf0 Gr\\u252?\\'dfe{\\*\\htmltag72 </p>}}";
    expect(readRtf(Buffer.from(rtf)).html).toBe('<p>Grüße</p>');
  });
});
