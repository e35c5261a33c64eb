import type { FrameLocator, Locator, Page } from 'playwright-core';

export interface MessagePage {
  readonly subject: (text: string) => Locator;
  /** The mail of this sender, with head and body. */
  readonly article: (sender: string) => Locator;
  /** What the sandboxed frame shows of the mail. */
  readonly body: (sender: string) => FrameLocator;
  readonly action: (name: string) => Locator;
}

/** The message that is open. */
export function messagePage(page: Page): MessagePage {
  return {
    subject: (text) => page.getByRole('heading', { level: 1, name: text }),
    article: (sender) => page.getByRole('article', { name: `Mail from ${sender}` }),
    body: (sender) => page.frameLocator(`iframe[title="Mail from ${sender}"]`),
    action: (name) =>
      page.getByRole('toolbar', { name: 'Actions' }).getByRole('button', { name, exact: true }),
  };
}
