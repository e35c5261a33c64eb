import type { Locator, Page } from 'playwright-core';

export interface SignInPage {
  readonly heading: Locator;
  /** By keyboard, as the page opens: the first field has the focus. Resolves when the work is on the screen. */
  readonly signIn: (login: string, password: string) => Promise<void>;
}

export function signInPage(page: Page): SignInPage {
  const heading = page.getByRole('heading', { name: 'Sign in to Postroom' });
  return {
    heading,
    async signIn(login, password) {
      await heading.waitFor();
      await page.locator('input[name=login]:focus').waitFor();
      await page.keyboard.type(login);
      await page.keyboard.press('Tab');
      await page.keyboard.type(password);
      await page.keyboard.press('Enter');
      await page.getByRole('navigation', { name: 'Sections' }).waitFor();
    },
  };
}
