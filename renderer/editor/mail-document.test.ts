import { expect, test, vi } from 'vitest';
import { readHtml } from './html/document-html.ts';
import { listIdentifiers } from './identifiers.ts';
import { createBareEditor, paste } from './testing/bare-editor.ts';

const roundTrip = (html: string) => readHtml(createBareEditor(html).editor.state.doc);

test.each([
  [
    '<p dir="auto">Plain, <strong>bold</strong>, <em>italic</em>, <u>under</u>, <s>struck</s>, <code>code</code></p>',
  ],
  ['<p dir="auto" style="text-align: center;">centre</p>'],
  ['<p dir="auto"><span style="color: rgb(198, 40, 40); font-size: 20px;">big and red</span></p>'],
  [
    '<ul dir="auto"><li dir="auto"><p dir="auto">one</p><ul dir="auto"><li dir="auto"><p dir="auto">two</p></li></ul></li></ul>',
  ],
  [
    '<p dir="auto"><a href="https://shop.example/a?b=1&amp;c=2">link</a> <a href="mailto:a@b.example">mail</a></p>',
  ],
  ['<blockquote dir="auto"><p dir="auto">said</p></blockquote><pre><code>x &lt; y</code></pre><hr>'],
  ['<p dir="auto">before <img src="cid:logo@shop.example" alt="Logo" width="120"> after</p>'],
  ['<div data-postroom-signature=""><p dir="auto">Customer care</p></div>'],
])('HTML comes out of the editor as it went in: %s', (html) => {
  expect(roundTrip(html)).toBe(html);
});

test('tables keep rows, headers and spans', () => {
  const holder = document.createElement('div');
  holder.innerHTML = roundTrip(
    '<table><tbody><tr><th>A</th><th>B</th></tr><tr><td colspan="2">both</td></tr></tbody></table>',
  );
  const rows = [...holder.querySelectorAll('tr')].map((row) =>
    [...row.children].map((cell) => cell.textContent),
  );
  expect(rows).toEqual([['A', 'B'], ['both']]);
  expect(holder.querySelector('td')?.getAttribute('colspan')).toBe('2');
});

test('the quoted original keeps what the editor has no words for', () => {
  const original =
    '<div align="center"><font color="red" size="5">Sale</font><table cellpadding="4"><tbody><tr><td bgcolor="#eeeeee">x</td></tr></tbody></table></div>';
  const html = `<p dir="auto">Hello</p><blockquote type="cite" data-postroom-quote="">${original}</blockquote>`;
  const out = roundTrip(html);
  expect(out).toContain(original);
  expect(roundTrip(out)).toBe(out);
});

test('links to scripts are no links', () => {
  expect(roundTrip('<p dir="auto"><a href="javascript:alert(1)">x</a></p>')).not.toContain('javascript');
});

test('hostile HTML on the clipboard arrives as text', () => {
  const { editor } = createBareEditor('<p></p>');
  const ran = vi.fn<() => void>();
  Object.assign(window, { ranFromPaste: ran });
  paste(editor, {
    html: '<img src=x onerror="ranFromPaste()"><script>ranFromPaste()</script><svg onload="ranFromPaste()"></svg><a href="javascript:ranFromPaste()">click</a><b>ok</b>',
  });
  expect(readHtml(editor.state.doc)).toBe('<p dir="auto">click<strong>ok</strong></p>');
  expect(ran).not.toHaveBeenCalled();
});

test('a pasted picture is shown at once, stored, and named by its content id', async () => {
  const { editor, uploaded } = createBareEditor('<p>see</p>');
  editor.commands.focus('end');
  paste(editor, { files: [new File(['bytes'], 'shot.png', { type: 'image/png' })] });
  expect(editor.view.dom.querySelector('img')?.src).toMatch(/^blob:/u);
  expect(readHtml(editor.state.doc)).toBe('<p dir="auto">see</p>');
  await vi.waitFor(() => {
    expect(readHtml(editor.state.doc)).toContain('<img src="cid:picture-1@postroom" alt="shot">');
  });
  expect(uploaded.map(({ name }) => name)).toEqual(['shot.png']);
});

test('a picture that cannot be stored is taken out again', async () => {
  const { editor } = createBareEditor('<p></p>', { upload: () => Promise.reject(new Error('too large')) });
  editor.commands.insertImages([new File(['x'], 'a.png', { type: 'image/png' })]);
  await vi.waitFor(() => {
    expect(editor.view.dom.querySelector('img.inline-image')).toBeNull();
  });
});

test('files that are no pictures are attached', () => {
  const { editor, attached } = createBareEditor('<p></p>');
  paste(editor, { files: [new File(['%PDF'], 'bill.pdf', { type: 'application/pdf' })] });
  expect(attached.map(({ name }) => name)).toEqual(['bill.pdf']);
});

test('identifiers that nobody filled in are marked and named, also split by formatting', () => {
  const { editor } = createBareEditor('<p>Dear $From.<b>Name</b>$, $5 and 6$, $Custmer$</p>');
  expect(listIdentifiers(editor.state.doc)).toEqual(['$From.Name$', '$Custmer$']);
  const marked = [...editor.view.dom.querySelectorAll('.identifier-mark')].map((mark) => mark.textContent);
  expect(marked.join('')).toBe('$From.Name$$Custmer$');
});

test('Tab goes deeper in a list and leaves the text elsewhere', () => {
  const { editor } = createBareEditor('<ul><li><p>one</p></li><li><p>two</p></li></ul><p>end</p>');
  const press = (shiftKey = false) => {
    const event = new KeyboardEvent('keydown', { key: 'Tab', shiftKey, bubbles: true, cancelable: true });
    editor.view.dom.dispatchEvent(event);
    return event.defaultPrevented;
  };
  editor.commands.setTextSelection(10);
  expect(press()).toBe(true);
  expect(editor.view.dom.querySelector('li li')?.textContent).toBe('two');
  expect(press(true)).toBe(true);
  expect(editor.view.dom.querySelector('li li')).toBeNull();
  editor.commands.setTextSelection(editor.state.doc.content.size - 1);
  expect(press()).toBe(false);
});

test('a response that holds a picture as data has it stored', async () => {
  const { editor, uploaded } = createBareEditor('<p></p>');
  editor.commands.insertFilledHtml(
    '<p>Our map: <img src="data:image/png;base64,iVBORw0KGgo=" alt="Map"></p>',
  );
  await vi.waitFor(() => {
    expect(readHtml(editor.state.doc)).toContain('<img src="cid:picture-1@postroom" alt="Map">');
  });
  expect(uploaded[0]?.type).toBe('image/png');
});

test('the text of a response is marked in the document, what is written behind it is not', () => {
  const { editor } = createBareEditor('<p></p>');
  editor.commands.insertFilledHtml('<p>Our <b>fee</b>.</p><p>Twice.</p>', { mark: 'billing/late-fee' });
  editor.commands.insertContent(' Really.');
  const holder = document.createElement('div');
  holder.innerHTML = readHtml(editor.state.doc);
  const marked = [...holder.querySelectorAll('[data-postroom-response="billing/late-fee"]')];
  expect(marked.map((each) => each.textContent).join('')).toBe('Our fee.Twice.');
  expect(holder.textContent).toBe('Our fee.Twice. Really.');

  // It is there again when the draft is opened anew.
  const { editor: again } = createBareEditor(holder.innerHTML);
  expect(readHtml(again.state.doc)).toBe(readHtml(editor.state.doc));
});
