import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { startBackendProcess, type BackendProcess } from '../world/backend.ts';
import { auditScreen } from './audit-screen.ts';
import { openWebEdition, type WebEdition } from './editions.ts';
import { messagePage } from './pages/message-page.ts';
import { replyPage } from './pages/reply-page.ts';
import { signInPage } from './pages/sign-in-page.ts';
import { workPage } from './pages/work-page.ts';
import { showLogOfFailures, takePicture } from './traces.ts';

const password = 'postroom';
let backend: BackendProcess;
let edition: WebEdition;
let profile: string;
showLogOfFailures(() => backend);

beforeAll(async () => {
  profile = await mkdtemp(path.join(os.tmpdir(), 'postroom-profile-'));
  backend = await startBackendProcess({ demonstration: true });
  edition = await openWebEdition({ backend: backend.url, profile });
});
afterAll(async () => {
  await edition?.stop();
  await backend?.stop();
  await rm(profile, { recursive: true, force: true });
});

/** Mail that comes now is offered before what the demonstration holds. */
async function receive(mail: SendMailOptions): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: backend.smtpPort ?? 0, ignoreTLS: true });
  await transport.sendMail({ from: 'Nora Berg <nora@client.example>', to: 'orders@example.com', ...mail });
}

const note = { filename: 'note.txt', content: 'A note.', contentType: 'text/plain' };
const plain: SendMailOptions = {
  subject: 'A plain question',
  text: 'Hello,\n\nwhere is my parcel? See https://client.example/parcel\n\nIt was to come on Monday.\n\nI am at home all week.\n\nPlease call me before.\n\n> We sent it on Monday.\n> It is on its way.\n\n-- \nNora\n',
  attachments: [note, { filename: 'open-me.exe', content: 'MZ' }],
};
const formatted: SendMailOptions = {
  subject: 'A formatted question',
  html: '<h1>Hello</h1><p>Is <b>this</b> the right size?</p><img src="https://tracker.example/pixel.png" alt="">',
};

async function waitForDialog(page: Page, name: string): Promise<void> {
  await page.getByRole('dialog', { name }).waitFor();
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Each goes on where the one before has ended. */
const screens: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  [
    'sign-in',
    async (page) => {
      await page.getByRole('button', { name: 'Sign in as Amina Diallo' }).waitFor();
    },
  ],
  [
    'sign-in refused',
    async (page) => {
      await page.keyboard.type('amina');
      await page.keyboard.press('Tab');
      await page.keyboard.type('wrong');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
    },
  ],
  [
    'empty work',
    async (page) => {
      await page.getByRole('button', { name: 'Sign in as Amina Diallo' }).click();
      await page.getByText('Nothing to do right now').waitFor();
    },
  ],
  [
    'waiting list',
    async (page) => {
      await receive(plain);
      await receive(formatted);
      await workPage(page).go('waiting');
      await workPage(page).row('A formatted question').waitFor();
      await page.keyboard.press('j');
      await messagePage(page).action('Take it').waitFor();
    },
  ],
  [
    'offer',
    async (page) => {
      const work = workPage(page);
      await work.go('work');
      await work.becomeReady();
      await work.offer.filter({ hasText: 'A plain question' }).waitFor();
    },
  ],
  [
    'plain message',
    async (page) => {
      await page.keyboard.press('a');
      await messagePage(page).subject('A plain question').waitFor();
      await page.getByText('where is my parcel?').last().waitFor();
      await page.getByRole('button', { name: 'Show quoted text' }).waitFor();
    },
  ],
  [
    'formatted message',
    async (page) => {
      await page.keyboard.press('a');
      await messagePage(page).subject('A formatted question').waitFor();
      await messagePage(page).body('Nora Berg').getByText('the right size?').waitFor();
      await page.getByText('1 remote image blocked').waitFor();
    },
  ],
  [
    'why is it here',
    async (page) => {
      await page.keyboard.press('w');
      await waitForDialog(page, 'Why is it here?');
    },
  ],
  [
    'original source',
    async (page) => {
      await closeDialog(page);
      await page.keyboard.press('Shift+U');
      await waitForDialog(page, 'Original source');
      await page.getByText('Message-ID:').first().waitFor();
    },
  ],
  [
    'reply',
    async (page) => {
      await closeDialog(page);
      await page.keyboard.press('r');
      await replyPage(page).focused();
      await page.keyboard.type('It arives tomorrow. ');
      await replyPage(page).misspelt.first().waitFor();
      await replyPage(page).saved();
    },
  ],
  [
    'response picker',
    async (page) => {
      await page.keyboard.press('Control+Shift+R');
      await waitForDialog(page, 'Insert response');
      await page.getByRole('treeitem').first().waitFor();
    },
  ],
  [
    'discard draft',
    async (page) => {
      await closeDialog(page);
      await page.getByRole('button', { name: 'Discard draft' }).click();
      await page.getByRole('alertdialog').or(page.getByRole('dialog')).waitFor();
    },
  ],
  [
    'just sent',
    async (page) => {
      await page.keyboard.press('Escape');
      await replyPage(page).text.focus();
      await replyPage(page).send();
      await workPage(page)
        .toast(/Sending to/)
        .waitFor();
    },
  ],
  [
    'outgoing',
    async (page) => {
      await workPage(page).go('outgoing');
      await page.getByRole('article', { name: 'Re: A formatted question' }).waitFor();
    },
  ],
  [
    'new mail',
    async (page) => {
      await page.keyboard.press('n');
      await waitForDialog(page, 'New mail: from which group?');
    },
  ],
  [
    'archive with results',
    async (page) => {
      await closeDialog(page);
      await workPage(page).go('archive');
      await page.locator('input[type=search]:focus').waitFor();
      await page.keyboard.type('parcel');
      await workPage(page).row('A plain question').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.getByRole('article').first().waitFor();
    },
  ],
  [
    'settings',
    async (page) => {
      await page.keyboard.press('Control+,');
      await waitForDialog(page, 'Settings');
      await page.getByText('sv-SE').or(page.getByText('Swedish')).first().waitFor();
    },
  ],
  [
    'command palette',
    async (page) => {
      await closeDialog(page);
      await page.keyboard.press('Control+k');
      await waitForDialog(page, 'Commands');
      await page.getByRole('option').first().waitFor();
    },
  ],
  [
    'shortcuts sheet',
    async (page) => {
      await closeDialog(page);
      await workPage(page).list('Archive').focus();
      await page.keyboard.press('?');
      await waitForDialog(page, 'Keyboard shortcuts');
    },
  ],
];

describe('axe finds nothing wrong, light and dark, and nothing is too wide in forced colours', () => {
  test.each(screens)('%s', async (name, show) => {
    onTestFailed(() => takePicture(edition.page, `accessibility-failed-${name.replaceAll(' ', '-')}`));
    await show(edition.page);
    expect(await auditScreen(edition.page, name.replaceAll(' ', '-'))).toEqual([]);
  });
});

test('the whole job is done without a mouse', async () => {
  const page = await edition.openBrowser();
  onTestFailed(() => takePicture(page, 'accessibility-failed-keyboard'));
  await page.evaluate(() => {
    addEventListener('pointerdown', () => (document.documentElement.dataset['mouse'] = 'used'), true);
  });
  const work = workPage(page);
  const message = messagePage(page);
  const reply = replyPage(page);
  for (const part of ['first', 'second']) {
    await receive({
      subject: `Invoice, ${part}`,
      to: 'returns@example.com',
      text: `Hello,\n\nthe ${part} one.\n`,
    });
  }
  await signInPage(page).signIn('karim', password);
  await work.becomeReady();
  await work.offer.filter({ hasText: 'Invoice, first' }).waitFor();
  await page.keyboard.press('a');

  await page.locator('h1:focus').filter({ hasText: 'Invoice, first' }).waitFor();
  await page.getByText('the first one.').last().waitFor();
  await page.keyboard.press('r');
  await reply.focused();
  await page.keyboard.type('Here it is. ');
  await page.keyboard.press('Control+Shift+R');
  await reply.responses.waitFor();
  await reply.responses.getByRole('treeitem').first().waitFor();
  await page.keyboard.type('r');
  await reply.responses.getByRole('treeitem', { selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await reply.responses.waitFor({ state: 'detached' });
  await reply.focused();
  await expect.poll(async () => (await reply.text.textContent())?.length).toBeGreaterThan(60);
  await reply.saved();
  await reply.send();
  await work.toast(/Sending to Nora Berg/).waitFor();

  await work.offer.filter({ hasText: 'Invoice, second' }).waitFor();
  await page.keyboard.press('a');
  await message.subject('Invoice, second').waitFor();
  await message.action('Reply').waitFor();
  expect(await page.locator('html').getAttribute('data-mouse')).toBeNull();
});
