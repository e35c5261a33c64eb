import { userEvent } from 'vitest/browser';
import { expect, test, vi } from 'vitest';
import { ExpectedError } from '../../../contract/error.ts';
import { readCorpus } from '../../testing/corpora.ts';
import { compose } from '../../testing/input-method.ts';
import { createDesktopDouble } from './testing/desktop-double.ts';
import { mountReply, waitFor } from './testing/mount.tsx';
import { sampleDraft, sampleResponses } from './testing/samples.ts';

const button = (name: string) =>
  waitFor(
    () =>
      [...document.querySelectorAll<HTMLElement>('button')].find(
        (each) => each.textContent === name || each.getAttribute('aria-label') === name,
      ),
    `button ${name}`,
  );
const chips = (place: HTMLElement) =>
  [...place.querySelectorAll('.reply-chip')].map(
    (chip) =>
      `${chip.querySelector('.reply-chip-name')?.textContent} – ${chip.querySelector('.reply-chip-source')?.textContent}`,
  );

test('what is typed is kept within a second, without a pause in typing', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p></p>' }));
  const { text } = await mountReply(desktop);
  await userEvent.click(text);
  const keptAt: number[] = [];
  const start = performance.now();
  const call = desktop.call;
  Object.assign(desktop, {
    call: (name: 'drafts.keep', input: never) => {
      if (name === 'drafts.keep') keptAt.push(performance.now() - start);
      return call(name, input);
    },
  });
  while (performance.now() - start < 1500) await userEvent.keyboard('a');
  expect(keptAt.length).toBeGreaterThan(0);
  expect(desktop.inputsOf('drafts.keep')[0]?.content.html).toMatch(/^<p dir="auto">a+<\/p>$/u);
});

test('leaving keeps what was typed last', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p></p>' }));
  const { text, unmount } = await mountReply(desktop);
  await userEvent.click(text);
  await userEvent.keyboard('bye');
  unmount();
  await waitFor(() => desktop.inputsOf('drafts.keep').at(-1)?.content.html.includes('bye'), 'kept');
  expect(desktop.server.id).toBe('11');
});

const mayLeave = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }));

test('words that the host does not take are said to be in this window only, and never to be saved', async () => {
  const desktop = createDesktopDouble({
    'drafts.keep': () => Promise.reject(new ExpectedError('unreachable', 'down')),
  });
  const { place, text } = await mountReply(desktop);
  expect(mayLeave()).toBe(true);
  await userEvent.click(text);
  await userEvent.keyboard('cut off');
  const alert = await waitFor(() => place.querySelector('.reply-saved-failed'));
  expect(alert.textContent).toContain('Only in this window');
  expect(place.textContent).not.toContain('aved on this computer');
  // The browser asks before it throws them away.
  expect(mayLeave()).toBe(false);
});

test('recipients are chips that say where they came from, and leave by keyboard', async () => {
  const desktop = createDesktopDouble();
  const { place } = await mountReply(desktop);
  expect(chips(place)).toEqual(['Élise Laurent – Reply-To']);
  const input = await waitFor(() => place.querySelector<HTMLInputElement>('.reply-recipients input'));
  await userEvent.click(input);
  await userEvent.keyboard('bo@x.example,nobody{Enter}');
  expect(chips(place)).toEqual([
    'Élise Laurent – Reply-To',
    'bo@x.example – typed',
    'nobody – Not an e-mail address',
  ]);
  await userEvent.keyboard('{Backspace}{Backspace}');
  await waitFor(() => chips(place).length === 2, 'invalid chip removed');
  await waitFor(() => desktop.server.to.length === 2, 'kept');
  expect(desktop.server.to.map(({ address, source }) => [address, source])).toEqual([
    ['elise@laurent.example', 'reply-to'],
    ['bo@x.example', 'typed'],
  ]);
});

test('a pasted list becomes chips', async () => {
  const { place } = await mountReply(createDesktopDouble());
  const input = await waitFor(() => place.querySelector<HTMLInputElement>('.reply-recipients input'));
  input.focus();
  const data = new DataTransfer();
  data.setData('text/plain', 'Ann <a@x.example>; b@x.example\nelise@laurent.example');
  input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  await waitFor(() => chips(place).length === 3, 'chips');
  expect(chips(place).slice(1)).toEqual(['Ann – typed', 'b@x.example – typed']);
});

test('a double click on Send sends once and closes', async () => {
  const onClosed = vi.fn<() => void>();
  const desktop = createDesktopDouble({ 'drafts.send': () => Promise.resolve({} as never) });
  await mountReply(desktop, { onClosed });
  await userEvent.dblClick(await button('Send'));
  await waitFor(() => onClosed.mock.calls.length > 0, 'closed');
  expect(desktop.inputsOf('drafts.send')).toMatchObject([{ id: '11', revision: 1, acceptUnresolved: false }]);
  expect(onClosed).toHaveBeenCalledOnce();
});

test('identifiers that remain are named before sending, and Ctrl+Enter from the text begins it', async () => {
  const desktop = createDesktopDouble(
    { 'drafts.send': () => Promise.resolve({} as never) },
    sampleDraft({ html: '<p>Dear $From.Name$</p>' }),
  );
  const { text } = await mountReply(desktop);
  await userEvent.click(text);
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  const dialog = await waitFor(() => document.querySelector('[role="dialog"]'));
  expect(dialog.textContent).toContain('$From.Name$');
  // The key sends; it does not break the line as well.
  expect(text.querySelector('br:not(.ProseMirror-trailingBreak)')).toBeNull();
  expect(desktop.inputsOf('drafts.send')).toEqual([]);
  await userEvent.click(await button('Send anyway'));
  await waitFor(() => desktop.inputsOf('drafts.send').length > 0, 'sent');
  expect(desktop.inputsOf('drafts.send')[0]?.acceptUnresolved).toBe(true);
});

test('a mail to nobody is refused where it is sent, with what to do', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ to: [] }));
  const { place } = await mountReply(desktop);
  await userEvent.click(await button('Send'));
  const alert = await waitFor(() => place.querySelector('[role="alert"]'));
  expect(alert.textContent).toContain('Add an address to To, Cc or Bcc');
});

test('a failure to send is shown, the text stays, and it can be tried again', async () => {
  let isDown = true;
  const onClosed = vi.fn<() => void>();
  const desktop = createDesktopDouble({
    'drafts.send': () =>
      isDown ? Promise.reject(new ExpectedError('unreachable', 'down')) : Promise.resolve({} as never),
  });
  const { place } = await mountReply(desktop, { onClosed });
  await userEvent.click(await button('Send'));
  const alert = await waitFor(() => place.querySelector('[role="alert"]'));
  expect(alert.textContent).toContain('The server cannot be reached');
  isDown = false;
  await userEvent.click(await button('Send'));
  await waitFor(() => onClosed.mock.calls.length > 0, 'closed');
  expect(desktop.inputsOf('drafts.send')).toHaveLength(2);
});

test('a response is found and inserted at the cursor by keyboard alone', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p>Hello</p>' }));
  const { text } = await mountReply(desktop);
  await userEvent.click(text);
  await userEvent.keyboard('{Control>}{End}{/Control}{Control>}{Shift>}r{/Shift}{/Control}');
  await waitFor(() => document.activeElement?.getAttribute('role') === 'combobox', 'search focused');
  await userEvent.keyboard('late{Enter}');
  await waitFor(() => text.textContent?.includes('Text of late-fee.'), 'inserted');
  expect(desktop.inputsOf('responses.fill').at(-1)).toEqual({
    group: '3',
    response: 'late-fee',
    draftId: '11',
  });
});

test('a semicolon, a shortcut and Tab become the response', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p></p>' }));
  const { text } = await mountReply(desktop);
  await waitFor(() => desktop.inputsOf('responses.list').length > 0, 'responses read');
  await userEvent.click(text);
  await userEvent.keyboard('See ;lf{Tab}');
  await waitFor(() => text.textContent?.includes('Text of late-fee.'), 'expanded');
  expect(text.textContent).not.toContain(';lf');
});

test('an input method composes in the text while spelling is on', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p></p>', culture: 'fr-FR' }));
  const { text, place } = await mountReply(desktop);
  await waitFor(() => place.querySelector('.spelling-status-ready'), 'ready');
  await userEvent.click(text);
  await userEvent.keyboard('erreure ');
  await waitFor(() => text.querySelector('.misspelling'), 'underlined');
  await compose(['k', 'か', 'かn', '漢', '漢字'], '漢字');
  await waitFor(() => desktop.server.html.includes('漢字'), 'kept');
  expect(text.textContent?.replaceAll('\u00a0', ' ')).toBe('erreure 漢字');
  expect([...text.querySelectorAll('.misspelling')].map((mark) => mark.textContent)).toEqual(['erreure']);
});

test('a response file that cannot be read says so, and is read again when asked for', async () => {
  let isDown = true;
  const desktop = createDesktopDouble({
    'responses.list': () =>
      isDown
        ? Promise.reject(new ExpectedError('unreachable', 'down'))
        : Promise.resolve({ root: sampleResponses }),
  });
  await mountReply(desktop);
  await waitFor(() => desktop.inputsOf('responses.list').length > 0, 'asked');
  await userEvent.click(await button('Responses'));
  const none = await waitFor(() => document.querySelector('.response-none'));
  expect(none.textContent).toContain('The server cannot be reached');
  await userEvent.keyboard('{Escape}');
  isDown = false;
  await userEvent.click(await button('Responses'));
  await waitFor(() => document.querySelector('[role="treeitem"]'), 'read again');
});

test('no payload in subject, recipients, response or quote runs', async ({ skip }) => {
  const list = await readCorpus('xss-payloads/xss-payload-list.txt');
  if (list === null) {
    skip('the XSS corpora are not beside this repository');
    return;
  }
  const ran = vi.fn<() => void>();
  for (const name of ['alert', 'confirm', 'prompt', 'print'] as const) vi.stubGlobal(name, ran);
  const payloads = list
    .split('\n')
    .filter((each) => each.trim() !== '')
    .filter((_each, index) => index % 9 === 0);
  const quote = payloads.map((each) => `<div>${each}</div>`).join('');
  const desktop = createDesktopDouble(
    {
      'responses.fill': () =>
        Promise.resolve({
          html: payloads.join('\n'),
          subject: null,
          unknownIdentifiers: [],
          mark: 'billing/late-fee',
          files: [],
        }),
      'responses.list': () => Promise.resolve({ root: { ...sampleResponses, name: payloads[3] ?? '' } }),
    },
    sampleDraft({
      subject: payloads
        .slice(0, 20)
        .join(' ')
        .replaceAll(/\p{Cc}/gu, ' ')
        .slice(0, 2000),
      to: payloads.slice(0, 30).map((each, index) => ({
        name: each.replaceAll(/\p{Cc}/gu, ' ').slice(0, 300),
        address: `x${index}@x.example`,
        source: 'from' as const,
      })),
      html: `<p>${payloads[1]}</p><blockquote type="cite" data-postroom-quote="">${quote}</blockquote>`,
    }),
  );
  const { text } = await mountReply(desktop);
  await userEvent.click(await waitFor(() => text.querySelector<HTMLElement>('.quoted-original button')));
  await waitFor(
    () => text.querySelector('.quoted-original-paper')?.shadowRoot?.querySelector('div > div'),
    'quote',
  );
  text.focus();
  await userEvent.keyboard('{Control>}{Home}{/Control}{Control>}{Shift>}r{/Shift}{/Control}');
  await waitFor(() => document.activeElement?.getAttribute('role') === 'combobox', 'search focused');
  await userEvent.keyboard('late');
  await waitFor(() => document.querySelector('.response-paper')?.shadowRoot?.firstChild, 'preview');
  await userEvent.keyboard('{Enter}');
  await waitFor(() => desktop.inputsOf('drafts.keep').length > 0, 'kept');
  expect(ran).not.toHaveBeenCalled();
  for (const root of [document, text.querySelector('.quoted-original-paper')?.shadowRoot]) {
    expect(
      root?.querySelector('.reply script, .reply iframe, script[src*="xss"], [onerror], [onload]'),
    ).toBeNull();
  }
});
