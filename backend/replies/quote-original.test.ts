import { expect, test } from 'vitest';
import { mailId } from '../../contract/domain/ids.ts';
import type { Message } from '../../contract/domain/message.ts';
import { plainTextFromHtml } from '../texts/plain-text.ts';
import { quoteOriginal } from './quote-original.ts';

function message(changes: Partial<Message> = {}): Message {
  return {
    id: mailId.parse('1'),
    direction: 'in',
    from: { name: 'Ada <b>', address: 'ada@example.net' },
    replyTo: [],
    to: [{ name: 'Help', address: 'help@example.com' }],
    cc: [],
    subject: 'Question <script>',
    date: '2026-01-05T09:30:00.000Z',
    receivedAt: '2026-01-05T09:31:00.000Z',
    messageId: null,
    text: 'Hello\n<i>there</i>',
    html: null,
    attachments: [],
    attachedData: {},
    authentication: null,
    problems: [],
    ...changes,
  };
}

const none = () => null;

test('the line above says who wrote when, in the language of the answer', () => {
  const { html } = quoteOriginal(message(), 'answer', 'fr-FR', 'Europe/Paris', none);
  expect(html).toContain('<p>Le 5 janvier 2026 à 10:30, Ada &lt;b&gt; a écrit :</p>');
  expect(html).toContain('<blockquote type="cite" data-postroom-quote>');
});

test('plain text is quoted as text', () => {
  const { html } = quoteOriginal(message(), 'answer', 'en-US', 'UTC', none);
  expect(html).toContain('<p>Hello<br />&lt;i&gt;there&lt;/i&gt;</p>');
});

const quotedText = (changes: Partial<Message>) =>
  plainTextFromHtml(quoteOriginal(message(changes), 'answer', 'en-US', 'UTC', none).html)
    .split('\n')
    .slice(2);

test('a plain mail is quoted with exactly its lines, also the empty ones', () => {
  const text =
    '\r\nHello\r\n\r\nI write\r\nto you\r\n\r\n\r\n  about this\r\n\r\n> before\r\n>\r\n> that\r\n\r\n';
  expect(quotedText({ text }).map((line) => line.replaceAll('\u00a0', ' '))).toEqual([
    '> Hello',
    '>',
    '> I write',
    '> to you',
    '>',
    '>',
    '>   about this',
    '>',
    '> > before',
    '> >',
    '> > that',
  ]);
});

test.each([
  ['Gmail', '<div>Hello</div><div><br></div><div>I write<br></div><div>to you</div>'],
  ['Outlook', '<p>Hello<o:p></o:p></p><p><o:p>&nbsp;</o:p></p><p>I write<br>to you</p>'],
  ['Apple Mail', '<div>Hello<div><br class=""></div><div>I write</div></div><span>to you</span>'],
  ['lines', 'Hello<br><br>I write<br>to you<br>'],
])('empty lines of %s are one each in a quote', (_program, html) => {
  expect(quotedText({ html })).toEqual(['> Hello', '>', '> I write', '> to you']);
});

test('hostile HTML cannot break out of the quote, load or run anything', () => {
  const html = `</blockquote><script>x()</script><img src=x onerror=y()><style>p{}</style>
    <img src="https://tracker.example/p.gif" alt="pixel"><p onclick="z()" style="position:fixed">Text</p>`;
  const quoted = quoteOriginal(message({ html }), 'answer', 'en-US', 'UTC', none).html;
  expect(quoted).not.toMatch(/script|onerror|onclick|tracker|position|<style/);
  expect(quoted.indexOf('Text')).toBeLessThan(quoted.lastIndexOf('</blockquote>'));
  expect(quoted.match(/<\/blockquote>/g)).toHaveLength(1);
});

test('pictures of the original are renamed once each; those that are not there are left out', () => {
  const html = '<img src="cid:logo%40x" alt="a"><img src="cid:logo@x"><img src="cid:gone">';
  const asked: string[] = [];
  const { html: quoted, images } = quoteOriginal(message({ html }), 'answer', 'en-US', 'UTC', (contentId) => {
    asked.push(contentId);
    return contentId === 'logo@x' ? 'new@postroom' : null;
  });
  expect(asked).toEqual(['logo@x', 'gone']);
  expect(images).toEqual(new Map([['logo@x', 'new@postroom']]));
  expect(quoted.match(/src="cid:new@postroom"/g)).toHaveLength(2);
  expect(quoted).not.toContain('gone');
});

test('a forward says from whom, when, what and to whom', () => {
  const { html } = quoteOriginal(message(), 'forward', 'de-DE', 'Europe/Berlin', none);
  expect(html).toContain('Weitergeleitete Nachricht');
  expect(html).toContain('<strong>Von:</strong> Ada &lt;b&gt; &lt;ada@example.net&gt;');
  expect(html).toContain('<strong>Betreff:</strong> Question &lt;script&gt;');
  expect(html).toContain('<strong>An:</strong> Help &lt;help@example.com&gt;');
});
