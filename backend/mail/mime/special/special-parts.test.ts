import { describe, expect, it } from 'vitest';
import { readMail } from '../read-mail.ts';

const entity = Buffer.from('Content-Type: text/plain; charset=utf-8\r\n\r\nGrüße aus Berlin\r\n');

/** An element in DER. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

/** The same with indefinite length, as streaming writers make it. */
function ber(tag: number, ...content: readonly Uint8Array[]): Buffer {
  return Buffer.concat([Buffer.from([tag, 0x80]), ...content, Buffer.from([0, 0])]);
}

function objectIdentifier(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

const signedData = objectIdentifier('2a864886f70d010702');
const envelopedData = objectIdentifier('2a864886f70d010703');
const data = objectIdentifier('2a864886f70d010701');
const version = der(0x02, Buffer.from([1]));

function mailOf(type: string, body: string | Uint8Array, ...more: readonly string[]): Buffer {
  const encoded = typeof body === 'string' ? body : Buffer.from(body).toString('base64');
  const encoding = typeof body === 'string' ? [] : ['Content-Transfer-Encoding: base64'];
  return Buffer.from(
    [
      'From: a@b.example',
      'MIME-Version: 1.0',
      `Content-Type: ${type}`,
      ...encoding,
      ...more,
      '',
      encoded,
    ].join('\r\n'),
  );
}

describe('S/MIME', () => {
  const plain = der(0x30, data, der(0xa0, der(0x04, entity)));
  const streamed = ber(
    0x30,
    data,
    ber(0xa0, ber(0x24, der(0x04, entity.subarray(0, 20)), der(0x04, entity.subarray(20)))),
  );
  it.each([
    ['in one piece', der(0x30, signedData, der(0xa0, der(0x30, version, der(0x31), plain, der(0x31))))],
    ['in several', ber(0x30, signedData, ber(0xa0, ber(0x30, version, der(0x31), streamed, der(0x31))))],
  ])('shows the content of an opaque-signed mail, %s', (_, cms) => {
    const mail = readMail(mailOf('application/pkcs7-mime; smime-type=signed-data; name=smime.p7m', cms));
    expect(mail.text.trim()).toBe('Grüße aus Berlin');
    expect(mail.problems).toEqual([]);
  });

  it('says that a content is encrypted', () => {
    const cms = der(0x30, envelopedData, der(0xa0, der(0x30, version)));
    const mail = readMail(mailOf('application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', cms));
    expect(mail.text).toBe('The content of this mail is encrypted with S/MIME and cannot be read here.');
    expect(mail.problems).toContain(mail.text);
    expect(mail.attachments.map(({ name }) => name)).toEqual(['smime.p7m']);
  });

  it('keeps what is no CMS, or is cut off, as a file', () => {
    for (const cms of [Buffer.from('no'), der(0x30, signedData).subarray(0, 9), ber(0x30).subarray(0, 2)])
      expect(readMail(mailOf('application/pkcs7-mime; name=smime.p7m', cms)).attachments).toHaveLength(1);
  });
});

describe('PGP', () => {
  it('says that a content is encrypted', () => {
    const body =
      '--x\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--x\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--x--';
    const mail = readMail(
      mailOf('multipart/encrypted; protocol="application/pgp-encrypted"; boundary=x', body),
    );
    expect(mail.text).toBe('The content of this mail is encrypted with PGP and cannot be read here.');
    const inline = readMail(
      mailOf('text/plain', '-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----'),
    );
    expect(inline.problems).toEqual([mail.text]);
  });

  it('takes the seal around a text for no part of the reply', () => {
    const text =
      '-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nYes, please.\r\n- -- \r\nAnn\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n-----END PGP SIGNATURE-----\r\n';
    const mail = readMail(mailOf('text/plain', text));
    expect(mail.replyText).toBe('Yes, please.');
    expect(mail.text).toContain('iQEz');
  });
});

describe('a calendar part', () => {
  const invitation = [
    'BEGIN:VCALENDAR',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'ORGANIZER;CN="Doe, Ann":mailto:ann@example.com',
    'SUMMARY:Talk about the ',
    ' parcel\\, again',
    'DTSTART;TZID=Europe/Berlin:20250505T100000',
    'DTEND:20250505T090000Z',
    'LOCATION:Room 1',
    'BEGIN:VALARM',
    'SUMMARY:Alarm',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');
  const words =
    'Invitation (REQUEST)\nSummary: Talk about the parcel, again\nStart: 2025-05-05 10:00 Europe/Berlin\nEnd: 2025-05-05 09:00 UTC\nPlace: Room 1\nOrganiser: Doe, Ann <ann@example.com>';

  it('is read as text', () => {
    const mail = readMail(mailOf('text/calendar; method=REQUEST; charset=utf-8', invitation));
    expect(mail.text).toBe(words);
    expect(mail.attachments.map(({ name }) => name)).toEqual(['invite.ics']);
  });

  it('stands below the text, and is no part of the reply', () => {
    const body = `--x\r\n\r\nSee you\r\n--x\r\nContent-Type: text/calendar\r\n\r\n${invitation}\r\n--x--`;
    const mail = readMail(mailOf('multipart/alternative; boundary=x', body));
    expect(mail.text).toBe(`See you\n\n${words}`);
    expect(mail.replyText).toBe('See you');
  });
});

describe('other parts', () => {
  it('tells where a content is that is kept elsewhere, and that a mail came in pieces', () => {
    const outside = readMail(
      mailOf(
        'message/external-body; access-type=URL; url="https://example.com/a.pdf"',
        'Content-Type: application/pdf\r\n\r\n',
      ),
    );
    expect(outside.text).toBe(
      'A part of this mail is kept elsewhere (access: URL, url: https://example.com/a.pdf).',
    );
    const piece = readMail(mailOf('message/partial; id="1@x"; number=2; total=3', 'the middle'));
    expect(piece.problems).toContain('The mail was sent in pieces; this is piece 2 of 3.');
  });
});
