import { expect, test } from 'vitest';
import { sanitiseMail } from './sanitise-mail.ts';
import { splitByReply } from './split-by-reply.ts';

const history = 'Dear Ann, the parcel left our house on Monday and will be with you within the week. '.repeat(
  4,
);

function split(text: string, replyText: string) {
  return splitByReply(text, replyText)?.map(({ kind, text: shown }) => [kind, shown.split('\n')[0]]);
}

test('history that no mark tells of is folded in plain text, in any language', () => {
  const text = `Kiitos!\n\nLähettäjä: Help <help@a.example>\nAihe: Paketti\n\n${history.split(', ').join('\n')}\n${history.split('. ').join('\n')}`;
  expect(split(text, 'Kiitos!')).toEqual([
    ['text', 'Kiitos!'],
    ['quote', 'Lähettäjä: Help <help@a.example>'],
  ]);
});

test('answers between quotes stay in view, with what the backend counts as theirs', () => {
  expect(
    split('> When?\nTomorrow.\n\n> Where?\n> There?\nHere.\nAnd:\n> not\n', 'Tomorrow.\n\nHere.\nAnd:'),
  ).toEqual([
    ['quote', '> When?'],
    ['text', 'Tomorrow.'],
    ['quote', '> Where?'],
    ['text', 'Here.'],
    ['quote', '> not'],
  ]);
});

test('a signature stays in view, and what is quoted below it is folded', () => {
  expect(split('Yes.\n\nAnn Ek\nTel. 123\n\nOn Monday Help wrote:\n> Hello?', 'Yes.')).toEqual([
    ['text', 'Yes.'],
    ['signature', 'Ann Ek'],
    ['quote', 'On Monday Help wrote:'],
  ]);
});

test('where the words are not those of the text, the text decides by itself', () => {
  expect(splitByReply('Hello\n> x', 'Other words')).toBeNull();
});

function fold(html: string, replyText: string): string {
  return sanitiseMail(html, { pictures: new Map(), quoteLabel: 'Quoted', replyText }).body;
}

test('history that no mark tells of is folded in HTML, below the line that is drawn', () => {
  const html = `<div><p>Thanks,<b> all</b> well.</p><p>Ann Ek, Tel. 123</p><div style="border-top:solid 1pt"><p>From: Help</p></div><p>${history}</p></div>`;
  const folded = fold(html, 'Thanks, all well.');
  expect(folded).toMatch(
    /Tel\. 123<\/p><details class="postroom-quoted"><summary>Quoted<\/summary><div[^>]*><p>From: Help/,
  );
  expect(folded.match(/<details/g)).toHaveLength(1);
});

test.each([
  ['a rest in the middle of a text', `<p>Thanks. ${history}</p>`],
  ['a short rest', '<p>Thanks.</p><p>Ann Ek</p>'],
  ['rows of a table', `<table><tr><td>Thanks.</td></tr><tr><td>${history}</td></tr></table>`],
  ['history at two levels', `<div><p>Thanks.</p><p>${history}</p></div><p>${history}</p>`],
  ['other words first', `<p>Hello</p><p>Thanks.</p><p>${history}</p>`],
])('%s stays as it is', (_what, html) => {
  expect(fold(html, 'Thanks.')).not.toContain('<details');
});
