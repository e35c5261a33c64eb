import { createTransport } from 'nodemailer';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeTemporaryFolder, type TemporaryFolder } from '../../electron/testing/samples.ts';
import { startBackendProcess, type BackendProcess } from '../world/backend.ts';
import { composeMail } from '../world/mail-samples.ts';
import { openWebEdition, type WebEdition } from './editions.ts';
import { messagePage } from './pages/message-page.ts';
import { replyPage } from './pages/reply-page.ts';
import { signInPage } from './pages/sign-in-page.ts';
import { workPage } from './pages/work-page.ts';
import { showLogOfFailures } from './traces.ts';

let backend: BackendProcess;
let edition: WebEdition;
let profile: TemporaryFolder;

beforeAll(async () => {
  profile = await makeTemporaryFolder();
  backend = await startBackendProcess({
    configuration: {
      version: 1,
      tenants: [
        {
          key: 'desk',
          name: 'Desk',
          culture: 'en-US',
          serviceGroups: [{ key: 'help', name: 'Help', email: 'help@desk.example' }],
          serviceAccesses: [{ name: 'Help', address: 'help@desk.example', group: 'help' }],
          agents: [{ login: 'amina', name: 'Amina Diallo', groups: ['help'], password: '${AGENT_PASSWORD}' }],
        },
      ],
    },
    env: { AGENT_PASSWORD: 'secret' },
  });
  edition = await openWebEdition({ backend: backend.url, profile: profile.path });
});
afterAll(async () => {
  await edition?.stop();
  await backend?.stop();
  await profile?.[Symbol.asyncDispose]();
});
showLogOfFailures(() => backend);

const choice = (page: Page) => page.getByRole('alertdialog', { name: 'This draft was changed elsewhere' });

/** Another window of the same browser: the same agent, signed in already. */
async function openWindow(): Promise<Page> {
  const page = await edition.page.context().newPage();
  await page.goto(edition.url);
  return page;
}

/** The web edition's host no longer answers this page. */
async function cutOff(page: Page): Promise<void> {
  await page.route('**/desktop/**', (route) => route.abort());
}

async function openReply(page: Page): Promise<void> {
  await workPage(page).row('Two windows').click();
  await messagePage(page).action('Reply').waitFor();
  await page.keyboard.press('r');
  await replyPage(page).text.waitFor();
}

async function type(page: Page, text: string): Promise<void> {
  await page.bringToFront();
  await replyPage(page).text.click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type(text);
}

test('two windows of one agent follow each other, and never overwrite what was typed in the other', async () => {
  const first = edition.page;
  await signInPage(first).signIn('amina', 'secret');
  const transport = createTransport({ host: '127.0.0.1', port: backend.smtpPort ?? 0, ignoreTLS: true });
  await transport.sendMail({
    envelope: { from: 'customer@example.com', to: 'help@desk.example' },
    raw: composeMail('two-windows', { subject: 'Two windows' }),
  });
  const work = workPage(first);
  await work.becomeReady();
  await work.offer.waitFor();
  await first.keyboard.press('a');
  await openReply(first);
  const second = await openWindow();
  await openReply(second);

  await type(second, 'TAB2 ');
  await replyPage(second).saved();
  await expect.poll(() => replyPage(first).text.textContent()).toContain('TAB2');

  // The first one hears of the second too late, and types on what it shows.
  const late: (() => void)[] = [];
  let isLate = false;
  await first.routeWebSocket(/.*/u, (socket) => {
    socket.connectToServer().onMessage((message) => {
      if (isLate) late.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  await first.reload();
  await openReply(first);
  isLate = true;
  await type(second, 'MORE ');
  await replyPage(second).saved();
  await type(first, 'TAB1 ');
  await expect.poll(() => first.getByText('Saved on this computer').isVisible()).toBe(true);
  isLate = false;
  for (const send of late) send();
  await choice(first).waitFor();
  await type(second, 'LAST ');
  await replyPage(second).saved();
  expect(await replyPage(second).text.textContent()).toContain('LAST MORE TAB2');
  expect(await replyPage(first).text.textContent()).toContain('TAB1 TAB2');

  // What only the first one has is not lost with it.
  await first.close();
  const third = await openWindow();
  await openReply(third);
  await choice(third).waitFor();
  expect(await replyPage(third).text.textContent()).toContain('TAB1 TAB2');
  await choice(third)
    .getByRole('region', { name: 'On the server' })
    .getByRole('button', { name: 'Use this version' })
    .click();
  await expect.poll(() => replyPage(third).text.textContent()).toContain('LAST MORE TAB2');
});

test('what is typed while the web edition does not answer outlives the page, and meets newer text as a choice', async () => {
  const first = await openWindow();
  await openReply(first);
  await cutOff(first);
  await type(first, 'OFFLINE ');
  await first.getByText('In this browser only').waitFor();
  await first.close({ runBeforeUnload: false });

  const second = await openWindow();
  await openReply(second);
  await expect.poll(() => replyPage(second).text.textContent()).toContain('OFFLINE LAST MORE TAB2');
  await cutOff(second);
  await type(second, 'ALONE ');
  await second.getByText('In this browser only').waitFor();
  const third = await openWindow();
  await openReply(third);
  await type(third, 'NEWER ');
  await replyPage(third).saved();
  await second.close({ runBeforeUnload: false });
  await third.reload();
  await openReply(third);
  await choice(third).waitFor();
  expect(await replyPage(third).text.textContent()).toContain('ALONE OFFLINE');
  await choice(third)
    .getByRole('region', { name: 'On the server' })
    .getByRole('button', { name: 'Use this version' })
    .click();
  await expect.poll(() => replyPage(third).text.textContent()).toContain('NEWER OFFLINE LAST');
});
