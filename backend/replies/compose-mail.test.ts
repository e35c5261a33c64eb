import { expect, test } from 'vitest';
import { simpleParser } from 'mailparser';
import type { ExpectedError } from '../../contract/error.ts';
import { composeMail, type MailToCompose, makeMessageId, threadOf } from './compose-mail.ts';

const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function mail(changes: Partial<MailToCompose> = {}): MailToCompose {
  return {
    from: { name: 'Åkesson, "Support"', address: 'help@example.com' },
    to: [{ name: '日本 太郎', address: 'taro@example.jp' }],
    cc: [{ name: '', address: 'bob@example.net' }],
    subject: 'Re: Zürich — 請求書',
    date: new Date('2026-01-05T09:30:00Z'),
    messageId: 'fixed@example.com',
    inReplyTo: 'original@example.net',
    references: ['first@example.net', 'original@example.net'],
    html: '<p>Grüße &amp; 敬具</p><p><img src="cid:logo@postroom"></p>',
    culture: 'ar-EG',
    parts: [
      { name: 'logo.png', type: 'image/png', bytes: pixel, contentId: 'logo@postroom' },
      { name: 'Übersicht.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF'), contentId: null },
    ],
    ...changes,
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: ExpectedError) => error.code,
  );
}

test('a composed mail reads back as it was meant', async () => {
  const { raw, text } = await composeMail(mail());
  const read = await simpleParser(raw);
  expect(read.subject).toBe('Re: Zürich — 請求書');
  expect(read.from?.value).toEqual([{ name: 'Åkesson, "Support"', address: 'help@example.com' }]);
  expect(read.messageId).toBe('<fixed@example.com>');
  expect(read.inReplyTo).toBe('<original@example.net>');
  expect(read.references).toEqual(['<first@example.net>', '<original@example.net>']);
  expect(read.date).toEqual(new Date('2026-01-05T09:30:00Z'));
  expect(read.text?.trim()).toBe('Grüße & 敬具');
  expect(text).toBe('Grüße & 敬具');
  expect(
    read.attachments.map(({ filename, contentType, cid, related }) => ({
      filename,
      contentType,
      cid,
      related,
    })),
  ).toEqual([
    { filename: 'logo.png', contentType: 'image/png', cid: 'logo@postroom', related: true },
    { filename: 'Übersicht.pdf', contentType: 'application/pdf', cid: undefined, related: undefined },
  ]);
  expect(read.attachments[0]?.content.equals(pixel)).toBe(true);
  const source = raw.toString('latin1');
  expect(source).toMatch(/^MIME-Version: 1.0\r$/m);
  expect(source).not.toMatch(/[^\r]\n/);
  expect(source).not.toMatch(/^bcc:/im);
  expect(source.indexOf('multipart/mixed')).toBeLessThan(source.indexOf('multipart/alternative'));
  expect(source.indexOf('multipart/alternative')).toBeLessThan(source.indexOf('multipart/related'));
});

test.for<[string, string, string]>([
  ['of nothing but a picture names it', '<p><img src="cid:logo@postroom"></p>', '[logo.png]'],
  [
    'of nothing but a picture gives its alternative text',
    '<img alt="Our shop" src="cid:logo@postroom">',
    '[Our shop]',
  ],
  ['without a word has an empty one', '<p></p>', ''],
])('the plain part of a mail %s', async ([, html, plain]) => {
  const parts = plain === '' ? [] : mail().parts.slice(0, 1);
  const { raw, text } = await composeMail(mail({ html, parts }));
  expect(text).toBe(plain);
  expect(raw.toString('latin1')).toContain('Content-Type: multipart/alternative');
  expect((await simpleParser(raw)).text?.trim()).toBe(plain);
});

const sevenBit = Buffer.from(
  'From: a@b.example\r\nSubject: Inner\r\nContent-Type: text/plain\r\n\r\n.dot\r\nhello',
);

test.for<[string, string, Buffer]>([
  ['a multipart without parts', 'multipart/mixed', Buffer.from('no parts')],
  ['a part of a mail', 'message/partial; id=1; number=1', sevenBit],
  ['a report', 'message/delivery-status', Buffer.from('Reporting-MTA: dns; a.example\r\n')],
  ['a mail in 8bit', 'message/rfc822', Buffer.concat([sevenBit, Buffer.from('ö')])],
  ['a mail with line ends of its own', 'Message/RFC822', Buffer.from('Subject: x\n\nhello')],
  ['a mail with a long line', 'message/rfc822', Buffer.concat([sevenBit, Buffer.alloc(2000, 'x')])],
  ['what is no mail', 'message/rfc822', Buffer.from('no mail')],
])('%s is attached as bytes, which arrive as they were', async ([, type, bytes]) => {
  const { raw } = await composeMail(mail({ parts: [{ name: 'x.eml', type, bytes, contentId: null }] }));
  expect(raw.toString('latin1')).toContain('Content-Type: application/octet-stream; name=x.eml');
  const { attachments } = await simpleParser(raw);
  expect(attachments.map(({ content }) => content)).toEqual([bytes]);
});

test('a mail in 7bit is attached as a mail, unencoded', async () => {
  const parts = [{ name: 'x.eml', type: 'message/rfc822', bytes: sevenBit, contentId: null }];
  const source = (await composeMail(mail({ parts }))).raw.toString('latin1');
  expect(source).toMatch(/Content-Type: message\/rfc822; name=x\.eml\r\nContent-Transfer-Encoding: 7bit\r\n/);
  expect(source).toContain(`\r\n\r\n${sevenBit.toString()}\r\n----`);
});

test('the HTML part names its language and direction', async () => {
  const read = await simpleParser((await composeMail(mail({ parts: [] }))).raw);
  expect(read.html).toContain('<html lang="ar-EG" dir="rtl">');
});

test.each([
  ['an address', { to: [{ name: '', address: 'a@b.example\r\nBcc: c@d.example' }] }, 'bad-address'],
  ['a name', { to: [{ name: 'x\nBcc: c@d.example', address: 'a@b.example' }] }, 'bad-address'],
  ['a sender', { from: { name: '', address: 'a@b.example\0' } }, 'bad-address'],
  ['a second address', { cc: [{ name: '', address: 'a@b.example, c@d.example' }] }, 'bad-address'],
  ['a subject', { subject: 'Hello\r\nBcc: c@d.example' }, 'invalid-input'],
  [
    'a file name',
    { parts: [{ name: 'x\r\nX-Evil: 1', type: 'text/plain', bytes: pixel, contentId: null }] },
    'invalid-input',
  ],
  [
    'a type',
    { parts: [{ name: 'x', type: 'text/plain\r\nX-Evil: 1', bytes: pixel, contentId: null }] },
    'invalid-input',
  ],
] as const)('%s cannot bring in a header', async (_what, changes, code) => {
  expect(await codeOf(composeMail(mail(changes)))).toBe(code);
});

test('configured header fields are in the mail; one that would split the header is refused', async () => {
  const { raw } = await composeMail(mail({ headers: { Organization: 'Käthe & Co', 'X-Company': 'a' } }));
  const read = await simpleParser(raw);
  expect(read.headers.get('organization')).toBe('=?UTF-8?Q?K=C3=A4the_=26_Co?=');
  expect(read.headers.get('x-company')).toBe('a');
  for (const headers of [{ 'X-A': 'b\r\nBcc: c@d.example' }, { 'X-A': 'b\0' }, { 'X-A\nBcc': 'b' }]) {
    expect(await codeOf(composeMail(mail({ headers })))).toBe('invalid-input');
  }
});

test('a path or an address in the text is never opened', async () => {
  const { raw } = await composeMail(mail({ html: '<p>file:///etc/passwd</p>', parts: [] }));
  expect(raw.toString()).not.toContain('root:');
});

test('a thread keeps its first and newest references', () => {
  const references = Array.from({ length: 80 }, (_, index) => `id-${index}@example.net`);
  const thread = threadOf({ messageId: 'last@example.net', inReplyTo: null, references });
  expect(thread.inReplyTo).toBe('last@example.net');
  expect(thread.references).toHaveLength(30);
  expect(thread.references[0]).toBe('id-0@example.net');
  expect(thread.references.at(-1)).toBe('last@example.net');
});

test('identifiers that no header may carry are left out, and without one nothing is answered', () => {
  expect(threadOf({ messageId: 'a b@x', inReplyTo: 'ok@x', references: [] })).toEqual({
    inReplyTo: null,
    references: ['ok@x'],
  });
  expect(threadOf({ messageId: null, inReplyTo: null, references: ['<evil>@x', 'é@x'] })).toEqual({
    inReplyTo: null,
    references: [],
  });
});

test('a domain beyond ASCII stands in the header as the name system has it', async () => {
  const people = {
    from: { name: 'Buch', address: 'help@bücher.example' },
    to: [{ name: '', address: 'info@müller.example' }],
  };
  const { raw } = await composeMail(mail(people));
  expect(raw.toString('latin1')).toMatch(
    /^From: Buch <help@xn--bcher-kva\.example>\r\nTo: info@xn--mller-kva\.example\r$/m,
  );
});

test('a Message-ID is in the sender’s domain, also in one with letters beyond ASCII', () => {
  expect(makeMessageId({ name: '', address: 'a@example.com' })).toMatch(/^[0-9a-f-]{36}@example\.com$/);
  expect(makeMessageId({ name: '', address: 'a@bücher.example' })).toMatch(/@xn--bcher-kva\.example$/);
});
