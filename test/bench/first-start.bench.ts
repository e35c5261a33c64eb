// `npm start` on a fresh data folder: to the printed address, and to the list of what waits on the screen. Then, on a
// desk where nothing else waits: from the first byte of a mail by SMTP to its offer painted on the screen of a ready
// agent. Prints medians; the milliseconds are those of this machine.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../e2e/editions.ts';
import { messagePage } from '../e2e/pages/message-page.ts';
import { workPage } from '../e2e/pages/work-page.ts';
import { runStart } from '../e2e/start-program.ts';
import { openBenchDesk } from './bench-desk.ts';
import { now, printTimes } from './print-times.ts';

const starts = 3;
const mails = 60;

async function measureStarts(): Promise<void> {
  const printed: number[] = [];
  const usable: number[] = [];
  await using browser = await launchBrowser();
  for (let round = 0; round < starts; round += 1) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-first-'));
    const begun = now();
    await using program = runStart(path.join(folder, 'data'));
    const { address } = await program.announced();
    printed.push(now() - begun);
    const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    await page.goto(address);
    await page.getByRole('button', { name: 'Sign in as Amina Diallo' }).click();
    await page.getByRole('navigation', { name: 'Sections' }).waitFor();
    await workPage(page).go('waiting');
    await workPage(page).list('Waiting').getByRole('option').first().waitFor();
    usable.push(now() - begun);
    await page.context().close();
    await program.interrupt();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
  printTimes('npm start to the printed address', printed);
  printTimes('npm start to what waits on the screen', usable);
}

/** When the frame was drawn after the offer of this subject came into the page. */
function offerPainted(page: Page, subject: string): Promise<number> {
  return page.evaluate(
    (text) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          const card = document.querySelector('section[aria-label="Offer for you"]');
          if (!card?.textContent.includes(text)) return;
          observer.disconnect();
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              resolve(performance.timeOrigin + performance.now());
            }),
          );
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        look();
      }),
    subject,
  );
}

async function measureOffers(): Promise<void> {
  await using desk = await openBenchDesk();
  const { page } = desk;
  const work = workPage(page);
  await work.becomeReady();
  const times: number[] = [];
  for (let number = 0; number < mails; number += 1) {
    const subject = `Question ${number}.`;
    const painted = offerPainted(page, subject);
    const sent = now();
    await desk.receive({ subject, text: 'Hello,\n\nwhere is my parcel?\n' });
    times.push((await painted) - sent);
    await page.keyboard.press('a');
    await messagePage(page).subject(subject).waitFor();
    await page.keyboard.press('e');
    await messagePage(page).subject(subject).waitFor({ state: 'detached' });
  }
  printTimes('SMTP to the offer on the screen', times);
}

await measureStarts();
await measureOffers();
