import { describe, expect, it } from 'vitest';
import { readMail } from './read-mail.ts';

/** A mail from lines; characters beyond ASCII become UTF-8. */
function mail(...lines: string[]): Uint8Array {
  return Buffer.from(lines.join('\r\n'));
}

function read(...lines: string[]) {
  return readMail(mail(...lines));
}

const plain = [
  'From: Ann <a@b.example>',
  'To: c@d.example',
  'Subject: Hello',
  'Date: Fri, 21 Nov 1997 09:55:06 -0600',
];

describe('readMail', () => {
  it('reads a plain mail', () => {
    expect(
      read(
        ...plain,
        'Cc: "E, F" <e@f.example>',
        'Message-ID: <1@b.example>',
        'In-Reply-To: <0@d.example>',
        'References: <x@d.example> <0@d.example>',
        'Content-Language: fr-CA, en',
        '',
        'How are you?',
      ),
    ).toEqual({
      from: { name: 'Ann', address: 'a@b.example' },
      sender: null,
      replyTo: [],
      to: [{ name: '', address: 'c@d.example' }],
      cc: [{ name: 'E, F', address: 'e@f.example' }],
      bcc: [],
      subject: 'Hello',
      date: '1997-11-21T15:55:06.000Z',
      messageId: '1@b.example',
      inReplyTo: '0@d.example',
      references: ['x@d.example', '0@d.example'],
      recipientHeaders: [
        { header: 'To', address: 'c@d.example' },
        { header: 'Cc', address: 'e@f.example' },
      ],
      contentLanguage: 'fr-CA',
      text: 'How are you?',
      html: null,
      replyText: 'How are you?',
      attachments: [],
      attachedData: {},
      nature: expect.objectContaining({ kind: 'message', isAutomatic: false }),
      isComplete: true,
      problems: [],
    });
  });

  it.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CR CR LF', '\r\r\n'],
  ])('accepts lines that end in %s', (_, lineEnd) => {
    const source = [
      ...plain,
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      '',
      'one',
      'two',
      '--x--',
    ];
    const read = readMail(Buffer.from(source.join(lineEnd)));
    expect(read).toMatchObject({ subject: 'Hello', text: 'one\ntwo', problems: [] });
    expect(read.from?.address).toBe('a@b.example');
  });

  it('accepts an mbox line, a byte order mark and empty lines in front', () => {
    expect(read('From a@b.example Fri Nov 21 09:55:06 1997', ...plain, '', 'x')).toMatchObject({
      subject: 'Hello',
      text: 'x',
    });
    expect(read(`\uFEFF${plain[0]}`, ...plain.slice(1), '', 'x')).toMatchObject({
      subject: 'Hello',
      text: 'x',
    });
    expect(read('', '', ...plain, '', 'x')).toMatchObject({ subject: 'Hello', text: 'x' });
  });

  it('finds the sender elsewhere where there is no From', () => {
    expect(read('Sender: s@b.example', 'Subject: x', '', 'y').from?.address).toBe('s@b.example');
    expect(read('Return-Path: <r@b.example>', 'Subject: x', '', 'y').from?.address).toBe('r@b.example');
    expect(read('From m@b.example Fri Nov 21 1997', 'Subject: x', '', 'y').from?.address).toBe('m@b.example');
    expect(read('Subject: x', '', 'y')).toMatchObject({
      from: null,
      problems: ['The mail names no sender.'],
    });
  });

  it('takes the first of doubled fields and says so', () => {
    const doubled = read(
      'From: a@b.example',
      'From: evil@b.example',
      'Subject: one',
      'Subject: two',
      '',
      'x',
    );
    expect(doubled).toMatchObject({ from: { address: 'a@b.example' }, subject: 'one' });
    expect(doubled.problems).toHaveLength(2);
  });

  it('reads an empty file, a header alone and a body alone', () => {
    expect(readMail(new Uint8Array())).toMatchObject({ from: null, text: '' });
    expect(read(...plain)).toMatchObject({ subject: 'Hello', text: '' });
    expect(read('Dear all,', '', 'nothing before this.')).toMatchObject({
      text: 'Dear all,\n\nnothing before this.',
    });
    expect(read('Note: this is text', '', 'and this.').text).toBe('Note: this is text\n\nand this.');
  });

  it('passes over a line in the header that is none', () => {
    expect(read('From: a@b.example', 'this is no field', 'Subject: x', '', 'y')).toMatchObject({
      subject: 'x',
      text: 'y',
      problems: ['A line in the header is no header field and was left out.'],
    });
  });

  it('reads a field whose colon stands on the next line', () => {
    expect(read('From', ' : a@b.example', 'From: evil@b.example', 'Subject: x', '', 'y')).toMatchObject({
      from: { address: 'a@b.example' },
      subject: 'x',
      text: 'y',
    });
  });

  it('takes NUL out of everything', () => {
    const read = readMail(Buffer.from('From: A\0B <a\0@b.example>\r\nSubject: x\0y\r\n\r\na\0b'));
    expect(JSON.stringify({ ...read, attachments: [] })).not.toContain('\\u0000');
  });

  it('joins several text parts and keeps text attachments apart', () => {
    const several = read(
      ...plain,
      'Content-Type: multipart/mixed; boundary=x',
      '',
      'preamble',
      '--x',
      'Content-Type: text/plain',
      '',
      'first',
      '--x',
      'Content-Type: image/png; name=a.png',
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw0KGgo=',
      '--x',
      'Content-Type: text/plain',
      '',
      'second',
      '--x',
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename=notes.txt',
      '',
      'notes',
      '--x',
      'Content-Type: text/csv; name="a.csv"',
      '',
      '1;2',
      '--x--',
      'epilogue',
    );
    expect(several.text).toBe('first\n\nsecond');
    expect(several.attachments.map(({ name, type, size }) => [name, type, size])).toEqual([
      ['a.png', 'image/png', 8],
      ['notes.txt', 'text/plain', 5],
      ['a.csv', 'text/csv', 3],
    ]);
  });

  it('takes text and HTML of an alternative, and marks the pictures that the HTML shows', () => {
    const related = read(
      ...plain,
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Grüße',
      '--a',
      'Content-Type: multipart/related; boundary=r',
      '',
      '--r',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Grüße <img src="cid:one%40x"></p>',
      '--r',
      'Content-Type: image/gif',
      'Content-ID: <one@x>',
      '',
      'GIF89a',
      '--r',
      'Content-Type: image/gif',
      'Content-ID: <two@x>',
      'Content-Disposition: inline; filename=two.gif',
      '',
      'GIF89a',
      '--r--',
      '--a--',
    );
    expect(related).toMatchObject({
      text: 'Grüße',
      html: '<p>Grüße <img src="cid:one%40x"></p>',
      problems: [],
    });
    expect(related.attachments.map(({ contentId, inline, name }) => [contentId, inline, name])).toEqual([
      ['one@x', true, null],
      ['two@x', false, 'two.gif'],
    ]);
  });

  it('derives the text from the HTML where there is none', () => {
    expect(read(...plain, 'Content-Type: text/html', '', '<p>one</p><p>two</p>').text).toBe('one\n\ntwo');
    const footer = read(
      ...plain,
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/html',
      '',
      '<p>body</p>',
      '--x',
      '',
      'list <footer>',
      '--x--',
    );
    expect(footer.text).toBe('body\n\nlist <footer>');
    expect(footer.html).toContain('list &lt;footer&gt;');
  });

  it('attaches a forwarded mail by its subject and shows its text where there is no other', () => {
    const forwarded = read(
      ...plain,
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: message/rfc822',
      '',
      'From: z@z.example',
      'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
      '',
      'inner text',
      '--x--',
    );
    expect(forwarded.attachments).toMatchObject([{ name: 'Grüße.eml', type: 'message/rfc822' }]);
    expect(forwarded.text).toBe('From:  <z@z.example>\nSubject: Grüße\n\ninner text');
  });

  it.each([
    ['blanks behind the boundary', 'multipart/mixed; boundary="x"', '--x  \t', '--x--  '],
    ['a boundary that is empty', 'multipart/mixed; boundary=', '--x', '--x--'],
    ['no boundary', 'multipart/mixed', '--x', '--x--'],
    ['another boundary than declared', 'multipart/mixed; boundary=y', '--x', '--x--'],
    ['no closing boundary', 'multipart/mixed; boundary=x', '--x', ''],
    ['a boundary on a text type', 'text/html; boundary=x', '--x', '--x--'],
    ['more hyphens at the end', 'multipart/mixed; boundary=x', '--x', '--x-----'],
  ])('copes with %s', (_, type, delimiter, close) => {
    const part = [
      'Content-Type: text/plain',
      '',
      'words',
      delimiter,
      'Content-Type: image/png',
      '',
      'png',
      close,
    ];
    const broken = read(...plain, `Content-Type: ${type}`, '', delimiter, ...part);
    expect(broken.text).toBe('words');
    expect(broken.attachments).toHaveLength(1);
  });

  it('keeps the body as text where the parts cannot be told apart', () => {
    const broken = read(...plain, 'Content-Type: multipart/mixed; boundary=x', '', 'just words');
    expect(broken).toMatchObject({ text: 'just words', attachments: [] });
    expect(broken.problems).toHaveLength(1);
  });

  it('does not lose what follows an inner multipart that is never closed', () => {
    const unclosed = read(
      ...plain,
      'Content-Type: multipart/mixed; boundary=outer',
      '',
      '--outer',
      'Content-Type: multipart/alternative; boundary=outer-inner',
      '',
      '--outer-inner',
      '',
      'one',
      '--outer',
      '',
      'two',
      '--outer--',
    );
    expect(unclosed.text).toBe('one\n\ntwo');
  });

  it.each([
    ['filename="=?utf-8?q?=C3=A9t=C3=A9.pdf?="', 'été.pdf'],
    ["filename*=utf-8''%C3%A9t%C3%A9.pdf", 'été.pdf'],
    ["filename*0*=iso-8859-1'fr'%E9t; filename*1*=%E9; filename*2=.pdf", 'été.pdf'],
    ['filename*0="long "; filename*1="name.pdf"', 'long name.pdf'],
    ['filename=été.pdf', 'été.pdf'],
    ['filename=two words.pdf', 'two words.pdf'],
    ['filename="a;b.pdf"; size=3', 'a;b.pdf'],
    ['filename="open.pdf', 'open.pdf'],
    ['filename="..\\\\..\\\\evil.pdf"', 'evil.pdf'],
    ['FileName = "spaced.pdf"', 'spaced.pdf'],
  ])('reads the name in %s', (parameter, name) => {
    const attached = read(
      ...plain,
      'Content-Type: application/pdf',
      `Content-Disposition: attachment; ${parameter}`,
      '',
      'x',
    );
    expect(attached.attachments[0]?.name).toBe(name);
  });

  it('joins the soft breaks of flowed text', () => {
    const flowed = read(
      ...plain,
      'Content-Type: text/plain; format=flowed',
      '',
      'one ',
      'two',
      '> three ',
      '> four',
      '-- ',
      'Ann',
    );
    expect(flowed.text).toBe('one two\n> three four\n-- \nAnn');
  });

  it('reads a header in the charset of the body', () => {
    const raw = Buffer.from(
      'From: a@b.example\r\nSubject: \xcf\xf0\xe8\r\nContent-Type: text/plain; charset=windows-1251\r\n\r\n\xcf\xf0\xe8\xe2\xe5\xf2',
      'latin1',
    );
    expect(readMail(raw)).toMatchObject({ subject: 'При', text: 'Привет' });
  });

  it('cuts uuencoded files out of the text', () => {
    const uuencoded = read(...plain, '', 'see:', 'begin 644 a.txt', '#86)C', '`', 'end', 'bye');
    expect(uuencoded.text).toBe('see:\nbye');
    expect(uuencoded.attachments).toMatchObject([{ name: 'a.txt', size: 3 }]);
  });

  it('lists recipients in the order of trust', () => {
    const many = read(
      'To: to@x.example',
      'X-Forwarded-To: f@x.example',
      'Original-Recipient: rfc822;o@x.example',
      'Delivered-To: d@x.example',
      'Delivered-To: d2@x.example',
      'X-Original-To: xo@x.example',
      'Envelope-To: e@x.example',
      ...plain,
      '',
      'x',
    );
    expect(many.recipientHeaders.map(({ header, address }) => `${header} ${address}`)).toEqual([
      'Delivered-To d@x.example',
      'Delivered-To d2@x.example',
      'X-Original-To xo@x.example',
      'Envelope-To e@x.example',
      'X-Forwarded-To f@x.example',
      'Original-Recipient o@x.example',
      'To to@x.example',
      'To c@d.example',
    ]);
  });

  it('wraps what is too large, has too many parts or is nested too deep', () => {
    const limits = { maxBytes: 10_000, maxDepth: 20, maxParts: 30 };
    const large = mail(...plain, '', 'x'.repeat(10_000));
    const parts = mail(
      ...plain,
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x\r\n\r\na\r\n'.repeat(50),
    );
    const nested = Array.from({ length: 40 }, (_, depth) => [
      `Content-Type: multipart/mixed; boundary=b${depth}`,
      '',
      `--b${depth}`,
    ]);
    const reasons = [large, parts, mail(...plain, ...nested.flat(), '', 'x')].map((raw) => {
      const { subject, attachedData, isComplete } = readMail(raw, limits);
      return [subject, isComplete, attachedData['_WrappingMessageReason']];
    });
    expect(reasons).toEqual([
      ['Hello', false, 'The mail has 10 KB, more than the 10 KB allowed.'],
      ['Hello', false, 'There are more than 30 parts.'],
      ['Hello', false, 'Parts are nested more than 20 deep.'],
    ]);
  });

  it('reads broken mail instead of wrapping it', () => {
    for (const broken of [
      '',
      'no header at all',
      'From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nno boundary',
      'From: a@b.example\r\nContent-Type: ;;;\r\nContent-Transfer-Encoding: base64\r\n\r\n???',
      '\0\0\0\r\n\xff\xfe',
    ])
      expect([broken, readMail(Buffer.from(broken, 'latin1')).isComplete]).toEqual([broken, true]);
  });
});
