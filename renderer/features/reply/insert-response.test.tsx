import axe from 'axe-core';
import { userEvent } from 'vitest/browser';
import { expect, onTestFinished, test } from 'vitest';
import type { FilledResponse } from '../../../contract/domain/response.ts';
import { compose } from '../../testing/input-method.ts';
import { pressAtOnce, type Stroke } from '../../testing/keys-at-once.ts';
import { createDesktopDouble, type Handlers } from './testing/desktop-double.ts';
import { mountReply, waitFor } from './testing/mount.tsx';
import { sampleDraft, sampleResponses } from './testing/samples.ts';

const insertResponse: Stroke = { key: 'r', control: true, shift: true };
const isSearching = () => document.activeElement?.getAttribute('role') === 'combobox';

/** A reply whose caret stands before "Hello", with the palette open on one response; `answer` lets the server speak. */
async function openPalette() {
  const waiting: (() => void)[] = [];
  const desktop = createDesktopDouble(
    {
      'responses.fill': () =>
        new Promise<FilledResponse>((resolve) => {
          waiting.push(() => {
            resolve({
              html: '[filled]',
              subject: null,
              unknownIdentifiers: [],
              mark: 'billing/late-fee',
              files: [],
            });
          });
        }),
    },
    sampleDraft({ html: '<p>Hello</p>' }),
  );
  const { text } = await mountReply(desktop);
  await waitFor(() => desktop.inputsOf('responses.list').length > 0, 'responses read');
  await userEvent.click(text);
  await userEvent.keyboard('{Control>}{Home}{/Control}{Control>}{Shift>}r{/Shift}{/Control}');
  await waitFor(isSearching, 'search focused');
  await userEvent.keyboard('late');
  return {
    text,
    answer: () => {
      for (const say of waiting.splice(0)) say();
    },
    isAsked: () => waiting.length > 0,
  };
}
const written = (text: HTMLElement) => text.textContent;

test('a response goes to where the caret was moved to in the same slow frame', async () => {
  const { text, answer } = await openPalette();
  await pressAtOnce([{ key: 'Enter' }, { key: 'End' }, insertResponse]);
  await waitFor(isSearching, 'palette open again');
  answer();
  await waitFor(() => text.textContent?.includes('[filled]'), 'inserted');
  expect(written(text)).toBe('Hello[filled]');
});

test('keys typed after the choice are in the text, and the response after them', async () => {
  const { text, answer } = await openPalette();
  await pressAtOnce([{ key: 'Enter' }, { key: 'End' }, { key: 'a' }, { key: 'b' }, { key: 'c' }]);
  await waitFor(() => text.textContent?.includes('abc'), 'typed');
  answer();
  await waitFor(() => text.textContent?.includes('[filled]'), 'inserted');
  await userEvent.keyboard('d');
  expect(written(text)).toBe('Helloabc[filled]d');
});

test('a response that comes late does not take the focus out of the field written in', async () => {
  const { text, answer } = await openPalette();
  await pressAtOnce([{ key: 'Enter' }, { key: 'End' }, insertResponse]);
  await waitFor(isSearching, 'palette open again');
  await userEvent.keyboard('mov');
  answer();
  await waitFor(() => text.textContent?.includes('[filled]'), 'inserted');
  await userEvent.keyboard('ing');
  expect(document.activeElement).toHaveProperty('value', 'moving');
});

test('a response that comes while an input method composes waits for the composition', async () => {
  const { text, answer, isAsked } = await openPalette();
  await userEvent.keyboard('{Enter}');
  await waitFor(() => isAsked() && text.contains(document.activeElement), 'back in the text');
  await userEvent.keyboard('{End}');
  text.addEventListener('compositionupdate', answer, { once: true });
  await compose(['k', 'か', '漢'], '漢字');
  await waitFor(() => text.textContent?.includes('[filled]'), 'inserted');
  expect(written(text)).toBe('Hello漢字[filled]');
});

test('what a response looks like is shown in the colours of the theme, as it will be in the text', async () => {
  document.documentElement.dataset['theme'] = 'dark';
  onTestFinished(() => {
    delete document.documentElement.dataset['theme'];
  });
  await openPalette();
  const preview = await waitFor(() => document.querySelector('.response-preview'));
  const sheet = document.querySelector('.reply');
  expect(getComputedStyle(preview).backgroundColor).toBe(sheet && getComputedStyle(sheet).backgroundColor);
  expect(getComputedStyle(preview).backgroundColor).not.toBe('rgb(255, 255, 255)');
});

/** A reply in which `;lf` and Tab were pressed, and the text of the response is awaited. */
async function expandSlowly(handlers: Handlers = {}) {
  const waiting: (() => void)[] = [];
  const filled = { html: '<b>filled</b>', subject: null, unknownIdentifiers: [], mark: 'm', files: [] };
  const desktop = createDesktopDouble(
    {
      'responses.fill': () =>
        new Promise<FilledResponse>((resolve) => {
          waiting.push(() => {
            resolve(filled);
          });
        }),
      ...handlers,
    },
    sampleDraft({ html: '<p></p><p>Below</p>' }),
  );
  const { text } = await mountReply(desktop);
  await waitFor(() => desktop.inputsOf('responses.list').length > 0, 'responses asked for');
  await userEvent.click(text);
  await userEvent.keyboard('{Control>}{Home}{/Control}See ;lf{Tab}');
  return {
    text,
    answer: async () => {
      await waitFor(() => waiting.length > 0, 'text asked for');
      waiting.shift()?.();
    },
  };
}

test('who writes on after a shortcut and Tab gets the response where the shortcut was', async () => {
  const { text, answer } = await expandSlowly();
  await userEvent.keyboard(' and that');
  await answer();
  await waitFor(() => text.textContent?.includes('filled'), 'inserted');
  await userEvent.keyboard('!');
  expect(written(text)).toBe('See filled and that!Below');
});

test('a shortcut and Tab wait for responses that are still being read', async () => {
  const read = Promise.withResolvers<void>();
  const { text, answer } = await expandSlowly({
    'responses.list': async () => {
      await read.promise;
      return { root: sampleResponses };
    },
  });
  expect(text.contains(document.activeElement)).toBe(true);
  read.resolve();
  await answer();
  await waitFor(() => text.textContent?.includes('filled'), 'inserted');
  expect(written(text)).toBe('See filledBelow');
});

test('who has gone elsewhere in the text keeps what was typed', async () => {
  const { text, answer } = await expandSlowly();
  await userEvent.keyboard('{ArrowDown}{End}');
  await answer();
  await userEvent.keyboard('x');
  await waitFor(() => text.textContent?.includes('Belowx'), 'typed');
  expect(written(text)).toBe('See ;lfBelowx');
});

test('a chosen category shows what it holds, and nothing found says so', async () => {
  await openPalette();
  await userEvent.keyboard('{Control>}a{/Control}{Delete}');
  const preview = await waitFor(() => document.querySelector<HTMLElement>('.response-preview'));
  await waitFor(() => preview.textContent.includes('2 responses'), 'count');
  expect(
    [...preview.querySelectorAll('li .response-name > bdi:first-child')].map((each) => each.textContent),
  ).toEqual(['Late fee', 'Payment in instalments']);
  await userEvent.keyboard('zzzz');
  await waitFor(() => preview.textContent.includes('Choose a response'), 'empty state');
  const { violations } = await axe.run(preview.closest('[role="dialog"]') ?? document);
  expect(violations.map(({ id }) => id)).toEqual([]);
});
