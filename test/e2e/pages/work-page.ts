import type { Locator, Page } from 'playwright-core';

export type Section = 'work' | 'waiting' | 'outgoing' | 'archive';

export interface WorkPage {
  /** The card that says what is offered to me. */
  readonly offer: Locator;
  readonly list: (name: 'My work' | 'Waiting' | 'Archive') => Locator;
  /** Rows of the list that is shown, by a part of their text. */
  readonly row: (text: string) => Locator;
  readonly online: Locator;
  readonly toast: (text: string | RegExp) => Locator;
  readonly go: (section: Section) => Promise<void>;
  readonly becomeReady: () => Promise<void>;
  readonly becomeNotReady: () => Promise<void>;
  /** Presses a shortcut outside all text fields. */
  readonly press: (...keys: readonly string[]) => Promise<void>;
}

const sectionKeys = { work: 'w', waiting: 'q', outgoing: 's', archive: 'a' } as const;

/** Navigation, presence, lists and offers. */
export function workPage(page: Page): WorkPage {
  const presence = (state: string) =>
    page.getByRole('navigation', { name: 'Sections' }).getByRole('button', { name: `Presence: ${state}` });
  async function press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await page.keyboard.press(key);
  }
  return {
    offer: page.getByRole('region', { name: 'Offer for you' }),
    list: (name) => page.getByRole('listbox', { name }),
    row: (text) => page.getByRole('option').filter({ hasText: text }),
    online: page.getByText('Online', { exact: true }),
    toast: (text) => page.getByRole('region', { name: 'Messages of Postroom' }).getByText(text),
    go: (section) => press('g', sectionKeys[section]),
    async becomeReady() {
      await press('s', 'r');
      await page.getByText('Ready', { exact: true }).first().waitFor();
    },
    async becomeNotReady() {
      await press('s', 'n');
      await presence('Break').or(page.getByText('Break')).first().waitFor();
    },
    press,
  };
}
