import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { launchBrowser } from './editions.ts';
import { messagePage } from './pages/message-page.ts';
import { replyPage } from './pages/reply-page.ts';
import { runStart, type StartProgram } from './start-program.ts';
import { workPage } from './pages/work-page.ts';
import { takePicture } from './traces.ts';

/** The ports that the README names. */
const preferred = [8420, 8421, 2525] as const;

/** A newcomer's first five minutes on `npm start`, whose packages are there already. */
describe('the first start', () => {
  let folder: string;
  let program: StartProgram;
  let browser: Browser;
  let page: Page;
  let occupied: readonly Server[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-first-'));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await program?.interrupt();
    for (const server of occupied) server.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  async function showFailure(): Promise<void> {
    console.error(program.output());
    await takePicture(page, 'first-start-failed');
  }
  const start = (): StartProgram => runStart(path.join(folder, 'data'));

  test('prints an address where the inbox is usable, in well under a minute', async () => {
    const started = performance.now();
    program = start();
    const { address } = await program.announced();
    const printed = performance.now();
    page = await (await browser.newContext({ locale: 'en-US' })).newPage();
    onTestFailed(showFailure);
    await page.goto(address);
    await page.getByRole('button', { name: 'Sign in as Amina Diallo' }).click();
    await page.getByRole('navigation', { name: 'Sections' }).waitFor();
    await workPage(page).go('waiting');
    await workPage(page).list('Waiting').getByRole('option').nth(5).waitFor();
    const usable = performance.now();
    await takePicture(page, 'first-start-waiting');
    expect(await workPage(page).list('Waiting').getByRole('option').count()).toBeGreaterThan(5);
    console.log(
      `first start: address printed after ${seconds(printed - started)}, inbox usable after ${seconds(usable - started)}`,
    );
  });

  test('shows a mail sent by SMTP, and offers it before those that came with it', async () => {
    onTestFailed(showFailure);
    const { smtpPort } = await program.announced();
    const work = workPage(page);
    const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
    const subject = 'Where is my parcel?';
    await transport.sendMail({
      from: 'Nora Newcomer <nora@client.example>',
      to: 'orders@example.com',
      subject,
      text: 'Hello,\n\nI have waited for two weeks.\n\nNora\n',
    });
    const taken = performance.now();
    await work.row(subject).waitFor();
    const shown = performance.now();
    await work.go('work');
    const asked = performance.now();
    await work.press('s', 'r');
    await work.offer.filter({ hasText: subject }).waitFor();
    const offered = performance.now();
    await takePicture(page, 'first-start-offer');
    expect(await work.offer.textContent()).toContain(subject);
    console.log(
      `a mail by SMTP: on the screen ${ms(shown - taken)} after it was taken over, offered ${ms(offered - asked)} after becoming ready`,
    );
  });

  test('offers the next mail by SMTP to an agent who is ready already', async () => {
    onTestFailed(showFailure);
    const { smtpPort } = await program.announced();
    const work = workPage(page);
    const transport = createTransport({ host: '127.0.0.1', port: smtpPort, ignoreTLS: true });
    await transport.sendMail({
      from: 'Nora Newcomer <nora@client.example>',
      to: 'billing@example.com',
      subject: 'And my bill?',
      text: 'Hello again.\n',
    });
    const taken = performance.now();
    await work.go('waiting');
    await work.row('And my bill?').waitFor();
    // One offer at a time: accepting the first brings the second.
    await work.press('a');
    await work.offer.filter({ hasText: 'And my bill?' }).waitFor();
    const offered = performance.now();
    expect(await work.offer.textContent()).toContain('And my bill?');
    console.log(`a second mail by SMTP: offered ${ms(offered - taken)} after it was taken over`);
  });

  test('lists the reply on the page of what was sent', async () => {
    onTestFailed(showFailure);
    await messagePage(page).subject('Where is my parcel?').waitFor();
    const reply = replyPage(page);
    await page.keyboard.press('r');
    await reply.focused();
    await page.keyboard.type('It arrives tomorrow.');
    await reply.saved();
    await reply.send();

    // The sign-in screen leads there.
    const context = await browser.newContext({ locale: 'en-US' });
    const signIn = await context.newPage();
    await signIn.goto((await program.announced()).address);
    const opening = context.waitForEvent('page');
    await signIn.getByRole('button', { name: 'Open the sent mail' }).click();
    const sunk = await opening;
    await expect
      .poll(
        async () => {
          await sunk.reload();
          return sunk.locator('body').textContent();
        },
        { timeout: 40_000, interval: 500 },
      )
      .toContain('Re: Where is my parcel?');
    expect(await sunk.locator('body').textContent()).toContain('nora@client.example');
    await takePicture(sunk, 'first-start-sink');
    await context.close();
  });

  test('ends with everything it started on Ctrl-C', async () => {
    const processes = await descendants(program.pid);
    expect(processes.length).toBeGreaterThanOrEqual(3);
    process.kill(program.pid, 'SIGINT');
    // The terminal, npm and a shell all pass one Ctrl-C on.
    process.kill(program.pid, 'SIGINT');
    await program.ended;
    await expect.poll(() => processes.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });

  test('takes other ports where the usual ones are taken, and prints them', async () => {
    occupied = (await Promise.all(preferred.map(occupy))).filter((server) => server !== null);
    program = start();
    const { address, smtpPort } = await program.announced();
    for (const port of preferred) {
      expect(Number(new URL(address).port)).not.toBe(port);
      expect(smtpPort).not.toBe(port);
    }
    await page.goto(address);
    await page.getByText(`SMTP server 127.0.0.1, port ${smtpPort}`).waitFor();
  });
});

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`;
}

/** All processes below one, whatever groups they lead; read from /proc. */
async function descendants(pid: number): Promise<readonly number[]> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8'))
    .split(' ')
    .filter(Boolean)
    .map(Number);
  const below = await Promise.all(children.map(descendants));
  return [...children, ...below.flat()];
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

/** Null where another program has the port already, which is as good. */
async function occupy(port: number): Promise<Server | null> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return null;
  }
}
