// Takes the pictures of the README from the real thing: `npm run pictures`.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { startWebHost } from '../../electron/web/web-host.ts';
import { startBackendProcess } from '../world/backend.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'build/images');

async function save(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' });
  console.log(`build/images/${name}.png`);
}

async function pick(page: Page, sender: RegExp): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press('q');
  // The newest are at the end, and only what is in sight is in the page.
  await page.getByRole('option').first().click();
  await page.keyboard.press('End');
  await page.getByRole('option', { name: sender }).first().click();
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Reply', exact: true }).waitFor();
}

async function reply(page: Page, text: string): Promise<void> {
  await page.keyboard.press('r');
  const editor = page.getByRole('textbox', { name: 'Message', exact: true });
  await editor.waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('contenteditable') === 'true');
  await page.keyboard.type(text);
  await editor.locator('.misspelling').first().waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
}

await using backend = await startBackendProcess({ demonstration: true });
const profile = await mkdtemp(path.join(os.tmpdir(), 'postroom-screens-'));
const host = await startWebHost({ backend: backend.url, profile, renderer: path.join(root, 'out/renderer') });
const browser = await chromium.launch({
  executablePath: process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
try {
  await mkdir(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 1.5,
      locale: 'en-GB',
      colorScheme,
    });
    const page = await context.newPage();
    await page.goto(host.url);
    await page.getByRole('button', { name: colorScheme === 'light' ? /Mei Tanaka/ : /Lucía Ferrer/ }).click();
    await page.getByRole('button', { name: 'Become ready' }).waitFor();
    if (colorScheme === 'light') {
      await pick(page, /Camille Delacroix/);
      await pick(page, /Hannah Whitlock/);
      await pick(page, /Eleanor Voss/);
      await page.keyboard.press('s');
      await page.keyboard.press('r');
      await page.getByRole('button', { name: 'Accept' }).waitFor();
      await page.frameLocator('iframe[sandbox]').locator('body').waitFor();
      await save(page, 'work');
      await reply(page, 'I am sorry that the stove arived dented. A new one leaves our warehouse today. ');
      await save(page, 'reply');
    } else {
      await pick(page, /Marcus Oyelaran/);
      await reply(page, 'A seam should not give way after two months: we repair it at our expence. ');
      await save(page, 'dark');
    }
    await context.close();
  }
} finally {
  await browser.close();
  await host.stop();
  await rm(profile, { recursive: true, force: true });
}
