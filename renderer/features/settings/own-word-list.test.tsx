import axe from 'axe-core';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { OwnWord } from '../../../contract/desktop.ts';
import { DesktopContext } from '../../platform/desktop-context.ts';
import { createDesktop } from '../../platform/desktop.ts';
import { createSampleBridge } from '../../testing/sample-bridge.ts';
import { useTestPage } from '../../testing/test-page.ts';
import { Toasts } from '../../ui/toast.tsx';
import { OwnWordList } from './own-word-list.tsx';

const testPage = useTestPage();

function show(words: readonly OwnWord[]) {
  let known = words;
  const bridge = createSampleBridge({
    answers: {
      'words.list': () => ({ words: known }),
      'words.remove': (gone: OwnWord) => {
        known = known.filter(({ word, culture }) => word !== gone.word || culture !== gone.culture);
        return { words: known };
      },
      'words.add': (word: OwnWord) => ({ words: (known = [...known, word]) }),
    },
  });
  testPage.render(
    <DesktopContext.Provider value={createDesktop(bridge)}>
      <OwnWordList />
      <Toasts label="Messages" closeLabel="Close" />
    </DesktopContext.Provider>,
  );
  return bridge;
}

test('own words stand by culture, are removed by keyboard, and put back', async () => {
  show([
    { word: 'Postroom', culture: null },
    { word: 'Lyra', culture: 'de-DE' },
    { word: 'Zündholz', culture: 'de-DE' },
  ]);
  const german = page.getByRole('region', { name: 'German (Germany)' });
  await expect.element(german.getByText('Lyra')).toBeVisible();
  await expect.element(page.getByRole('region', { name: 'Every language' })).toBeVisible();
  expect((await axe.run(testPage.place)).violations).toEqual([]);
  (german.getByRole('button', { name: 'Remove “Lyra”' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(german.getByText('Lyra')).not.toBeInTheDocument();
  await expect.element(german.getByRole('button', { name: 'Remove “Zündholz”' })).toHaveFocus();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect.element(german.getByText('Lyra')).toBeVisible();
});

test('without own words it says how one comes there, and follows another window', async () => {
  const bridge = show([]);
  await expect.element(page.getByText(/^None yet/)).toBeVisible();
  bridge.emit({ type: 'words', words: [{ word: 'Ångström', culture: 'sv-SE' }] });
  await expect.element(page.getByRole('region', { name: /Swedish/ }).getByText('Ångström')).toBeVisible();
});
