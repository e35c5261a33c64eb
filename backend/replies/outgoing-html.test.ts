import { expect, test } from 'vitest';
import { outgoingHtml, withoutQuote } from './outgoing-html.ts';

test('pictures in the text stay only while they are attached', () => {
  const { html, shown } = outgoingHtml(
    '<p><img src="cid:a@postroom"><img src="cid:b@postroom"></p>',
    new Set(['a@postroom', 'unused@postroom']),
  );
  expect(shown).toEqual(new Set(['a@postroom']));
  expect(html).toContain('cid:a@postroom');
  expect(html).not.toContain('cid:b@postroom');
});

test('pictures given as data become parts of the mail', () => {
  const { html, embedded } = outgoingHtml('<img src="data:image/png;base64,aGVsbG8=" alt="x">', new Set());
  expect(embedded).toMatchObject([{ type: 'image/png', bytes: Buffer.from('hello') }]);
  expect(html).toContain(`src="cid:${embedded[0]?.contentId}"`);
  expect(html).not.toContain('data:');
});

test('what the agent wrote is told from the quote', () => {
  const html =
    '<p>$A$</p><blockquote type="cite" data-postroom-quote=""><p>x</p><blockquote>y</blockquote>$B$</blockquote><p>$C$</p>';
  expect(withoutQuote(html)).toBe('<p>$A$</p><p>$C$</p>');
  expect(withoutQuote('<p>a</p><blockquote data-postroom-quote="">never ends')).toBe('<p>a</p>');
});

test('which response a text came from is not told, and text that looks like it stays', () => {
  const { html } = outgoingHtml(
    '<p><span data-postroom-response="help/a" dir="ltr">Hi data-postroom-response="x"</span></p>',
    new Set(),
  );
  expect(html).toBe('<p><span dir="ltr">Hi data-postroom-response="x"</span></p>');
});

test('tables that were written have lines in the mail, and those of the customer stay as they came', () => {
  const table =
    '<table style="min-width: 50px"><tr><td>1</td><th style="text-align: right">2</th></tr></table>';
  const { html } = outgoingHtml(
    `${table}<blockquote data-postroom-quote="">${table}</blockquote>`,
    new Set(),
  );
  const [written = '', quoted = ''] = html.split('<blockquote');
  expect(written).toMatch(/<table style="border-collapse:collapse;/);
  expect(written.match(/border:1px solid/g)).toHaveLength(2);
  expect(written).toContain('text-align');
  expect(quoted).not.toContain('border');
});
