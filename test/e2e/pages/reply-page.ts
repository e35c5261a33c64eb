import type { Locator, Page } from 'playwright-core';

export interface ReplyPage {
  readonly text: Locator;
  /** Resolves when the text has the keyboard. */
  readonly focused: () => Promise<void>;
  readonly subject: Locator;
  readonly recipients: (field: 'To' | 'Cc' | 'Bcc') => Locator;
  readonly misspelt: Locator;
  readonly suggestions: (word: string) => Locator;
  readonly pictures: Locator;
  readonly responses: Locator;
  /** Resolves when the newest words are on the server. */
  readonly saved: () => Promise<void>;
  /** Opens the response file by its shortcut, looks for the words, and takes the first response by Enter. */
  readonly insertResponse: (words: string, name: string) => Promise<void>;
  /** Puts a file into the clipboard of the page and pastes it at the cursor. */
  readonly paste: (file: {
    readonly name: string;
    readonly type: string;
    readonly bytes: Buffer;
  }) => Promise<void>;
  readonly send: () => Promise<void>;
}

/** The reply that is being written. */
export function replyPage(page: Page): ReplyPage {
  const text = page.getByRole('textbox', { name: 'Message', exact: true });
  const responses = page.getByRole('dialog', { name: 'Insert response' });
  return {
    text,
    focused: () => page.locator('[role=textbox][aria-label=Message]:focus').waitFor(),
    subject: page.getByRole('textbox', { name: 'Subject' }),
    recipients: (field) => page.getByRole('grid', { name: `${field}: recipients` }),
    misspelt: text.locator('.misspelling'),
    suggestions: (word) => page.getByRole('menu', { name: `Suggestions for “${word}”` }),
    pictures: text.getByRole('img'),
    responses,
    async saved() {
      await page.getByText('Saved', { exact: true }).waitFor();
    },
    async insertResponse(words, name) {
      await page.keyboard.press('Control+Shift+R');
      await responses.waitFor();
      await page.keyboard.type(words);
      await responses.getByRole('treeitem', { name, selected: true }).waitFor();
      await page.keyboard.press('Enter');
      await responses.waitFor({ state: 'detached' });
    },
    async paste(file) {
      await text.evaluate(
        (element, { name, type, base64 }) => {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([bytes], name, { type }));
          element.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
          );
        },
        { name: file.name, type: file.type, base64: file.bytes.toString('base64') },
      );
    },
    async send() {
      await page.keyboard.press('Control+Enter');
      await text.waitFor({ state: 'detached' });
    },
  };
}
