import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { createDesktopDouble } from './testing/desktop-double.ts';
import { mountReply, waitFor } from './testing/mount.tsx';
import { sampleDraft } from './testing/samples.ts';

const underlined = (text: HTMLElement) =>
  [...text.querySelectorAll('.misspelling')].map((mark) => mark.textContent);

const cases = [
  ['en-US', 'Your mesage was received', 'mesage', 'Your message was received'],
  ['fr-FR', 'Nous avons trouvé une erreure hier', 'erreure', 'Nous avons trouvé une erreur hier'],
  ['de-DE', 'Ihre Rechnugn ist korrigiert', 'Rechnugn', 'Ihre Rechnung ist korrigiert'],
] as const;

test.each(cases)(
  'in %s a misspelt word is underlined and corrected by keyboard',
  async (culture, html, wrong, right) => {
    const desktop = createDesktopDouble({}, sampleDraft({ culture, html: `<p>${html}</p>` }));
    const { text } = await mountReply(desktop);
    await waitFor(() => underlined(text).length > 0, 'underlined');
    expect(underlined(text)).toEqual([wrong]);

    text.focus();
    await userEvent.keyboard('{Control>}{Home}{/Control}{F7}');
    const item = await waitFor(() =>
      [...document.querySelectorAll('[role="menuitem"]')].find((each) =>
        right.includes(each.textContent ?? '?'),
      ),
    );
    await waitFor(() => document.activeElement?.getAttribute('role') === 'menuitem', 'focus in the menu');
    while (document.activeElement !== item) await userEvent.keyboard('{ArrowDown}');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => text.textContent === right, 'replaced');
    await waitFor(() => underlined(text).length === 0, 'no underline');
  },
);

test('a right click on an underlined word offers corrections', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p>Your mesage was received</p>' }));
  const { text } = await mountReply(desktop);
  const mark = await waitFor(() => text.querySelector('.misspelling'));
  await userEvent.click(mark, { button: 'right' });
  const item = await waitFor(() =>
    [...document.querySelectorAll('[role="menuitem"]')].find((each) => each.textContent === 'message'),
  );
  await userEvent.click(item);
  await waitFor(() => text.textContent !== 'Your mesage was received', 'replaced');
  expect(text.textContent).toBe('Your message was received');
});

test('a word added to my words is right until it is removed', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p>Nordvindia sends Nordvindia</p>' }));
  const { text } = await mountReply(desktop);
  await waitFor(() => underlined(text).length === 2, 'both underlined');
  const mark = await waitFor(() => text.querySelector('.misspelling'));
  await userEvent.click(mark, { button: 'right' });
  const item = await waitFor(() =>
    [...document.querySelectorAll('[role="menuitem"]')].find(
      (each) => each.textContent === 'Add to my words',
    ),
  );
  await userEvent.click(item);
  await waitFor(() => underlined(text).length === 0, 'no underline');
  expect(desktop.inputsOf('words.add')).toEqual([{ word: 'Nordvindia', culture: 'en-US' }]);
  desktop.emit({ type: 'words', words: [] });
  await waitFor(() => underlined(text).includes('Nordvindia'), 'marked again once it is removed');
});

test('the word being typed is not underlined until the cursor leaves it', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p></p>' }));
  const { text, place } = await mountReply(desktop);
  await waitFor(() => place.querySelector('.spelling-status-ready'), 'dictionary ready');
  await userEvent.click(text);
  await userEvent.keyboard('wrnog');
  await userEvent.keyboard('gg');
  expect(underlined(text)).toEqual([]);
  await userEvent.keyboard(' ');
  await waitFor(() => underlined(text).length === 1, 'underlined');
  expect(underlined(text)).toEqual(['wrnoggg']);
});

test('another language checks the same text anew', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p>Bonjour message erreure</p>' }));
  const { text, place } = await mountReply(desktop);
  await waitFor(() => underlined(text).length === 2, 'English underlines');
  const language = await waitFor(() => place.querySelector<HTMLElement>('.spelling-language button'));
  await userEvent.click(language);
  const french = await waitFor(() =>
    [...document.querySelectorAll('[role^="menuitem"]')].find(
      (each) => each.textContent === 'French (France)',
    ),
  );
  await userEvent.click(french);
  await waitFor(() => underlined(text).length === 1, 'French underlines');
  expect(underlined(text)).toEqual(['erreure']);
});

test('code, quotes, the signature, identifiers and addresses are not checked', async () => {
  const html =
    '<p>wrnog <code>xyzzyq</code> $Custmer.Nam$ https://exmaple.example</p><pre><code>qwxzzy</code></pre>' +
    '<div data-postroom-signature=""><p>Kundservise</p></div>' +
    '<blockquote type="cite" data-postroom-quote=""><p>qualitee</p></blockquote>';
  const desktop = createDesktopDouble({}, sampleDraft({ html }));
  const { text } = await mountReply(desktop);
  await waitFor(() => underlined(text).length > 0, 'underlined');
  expect(underlined(text)).toEqual(['wrnog']);
});

test('a dictionary that is still downloading is shown, and used once it is there', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p>mesage</p>' }));
  const ready = desktop.dictionaries;
  desktop.dictionaries = ready.map((each) => ({ ...each, state: 'downloading' as const, progress: 0.4 }));
  const { text, place } = await mountReply(desktop);
  await waitFor(() => place.querySelector('.spelling-progress')?.textContent?.includes('40'), 'progress');
  desktop.emit({ type: 'dictionaries', dictionaries: [...ready] });
  await waitFor(() => underlined(text).length > 0, 'underlined');
  expect(underlined(text)).toEqual(['mesage']);
});

test('Alt+Enter offers corrections for the word at the cursor, Escape goes back to it', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p>Your mesage was received</p>' }));
  const { text } = await mountReply(desktop);
  await waitFor(() => underlined(text).length > 0, 'underlined');
  text.focus();
  await userEvent.keyboard('{Control>}{Home}{ArrowRight}{ArrowRight}{/Control}{ArrowLeft}{ArrowLeft}');
  await userEvent.keyboard('{Alt>}{Enter}{/Alt}');
  await waitFor(() => document.activeElement?.textContent === 'message', 'first suggestion focused');
  await userEvent.keyboard('{Escape}');
  await waitFor(() => document.activeElement === text, 'back in the text');
  expect(text.textContent).toBe('Your mesage was received');
});

test('switching spelling off and on in the settings acts on the open reply at once', async () => {
  const desktop = createDesktopDouble({}, sampleDraft({ html: '<p>Your mesage was received</p>' }));
  const { text, place } = await mountReply(desktop);
  await waitFor(() => underlined(text).length > 0, 'underlined');
  const settings = { theme: 'system', language: 'en', density: 'comfortable' } as const;
  desktop.emit({ type: 'settings', settings: { ...settings, spelling: false } });
  await waitFor(() => underlined(text).length === 0, 'no underline');
  expect(place.querySelector('.spelling-status-ready')).toBeNull();
  desktop.emit({ type: 'settings', settings: { ...settings, spelling: true } });
  await waitFor(() => underlined(text).length > 0, 'underlined again');
});
