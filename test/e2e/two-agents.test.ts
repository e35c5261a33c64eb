import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Page, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFailed, test } from 'vitest';
import { startBackendProcess, type BackendProcess } from '../world/backend.ts';
import { composeMail } from '../world/mail-samples.ts';
import { openWebEdition, type WebEdition } from './editions.ts';
import { messagePage } from './pages/message-page.ts';
import { replyPage } from './pages/reply-page.ts';
import { signInPage } from './pages/sign-in-page.ts';
import { workPage } from './pages/work-page.ts';
import { showLogOfFailures, takePicture } from './traces.ts';

const names = { amina: 'Amina Diallo', jonas: 'Jonas Ek' } as const;
type Login = keyof typeof names;

let backend: BackendProcess;
let edition: WebEdition;
let profile: string;
let agents: readonly Agent[];

/** An agent at a browser of their own. */
interface Agent {
  readonly login: Login;
  readonly page: Page;
  readonly work: ReturnType<typeof workPage>;
  readonly message: ReturnType<typeof messagePage>;
  readonly reply: ReturnType<typeof replyPage>;
}

beforeAll(async () => {
  profile = await mkdtemp(path.join(os.tmpdir(), 'postroom-profile-'));
  backend = await startBackendProcess({
    configuration: {
      version: 1,
      tenants: [
        {
          key: 'desk',
          name: 'Desk',
          culture: 'en-US',
          serviceGroups: [{ key: 'help', name: 'Help', email: 'help@desk.example', offerSeconds: 600 }],
          serviceAccesses: [{ name: 'Help', address: 'help@desk.example', group: 'help' }],
          agents: Object.entries(names).map(([login, name]) => ({
            login,
            name,
            groups: ['help'],
            password: '${AGENT_PASSWORD}',
          })),
        },
      ],
    },
    env: { AGENT_PASSWORD: 'secret' },
  });
  edition = await openWebEdition({ backend: backend.url, profile });
  agents = [await open('amina', edition.page), await open('jonas', await edition.openBrowser())];
});
afterAll(async () => {
  await edition?.stop();
  await backend?.stop();
  await rm(profile, { recursive: true, force: true });
});
showLogOfFailures(() => backend);

async function open(login: Login, page: Page): Promise<Agent> {
  await signInPage(page).signIn(login, 'secret');
  return {
    login,
    page,
    work: workPage(page),
    message: messagePage(page),
    reply: replyPage(page),
  };
}

async function receive(subject: string): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: backend.smtpPort ?? 0, ignoreTLS: true });
  await transport.sendMail({
    envelope: { from: 'customer@example.com', to: 'help@desk.example' },
    raw: composeMail(subject.replaceAll(' ', '-'), { subject }),
  });
}

const both = <T>(work: (agent: Agent) => Promise<T>): Promise<readonly T[]> => Promise.all(agents.map(work));
const other = (agent: Agent): Agent => {
  const found = agents.find((each) => each !== agent);
  if (!found) throw new Error('there is only one agent');
  return found;
};

/** Who can answer the mail of this subject, as the screens show it. */
async function holders(subject: string): Promise<readonly Agent[]> {
  const isHeld = await both(
    async ({ message }) =>
      (await message.subject(subject).isVisible()) && (await message.action('Reply').isVisible()),
  );
  return agents.filter((_agent, index) => isHeld[index]);
}

/** The one who has it; fails when ever two do. */
async function holder(subject: string): Promise<Agent> {
  await expect.poll(async () => (await holders(subject)).length, { timeout: 20_000 }).toBe(1);
  const [only] = await holders(subject);
  if (!only) throw new Error(`nobody has ${subject}`);
  return only;
}

async function close(agent: Agent, subject: string): Promise<void> {
  await agent.page.keyboard.press('e');
  await agent.message.subject(subject).waitFor({ state: 'detached' });
}

function picturesOfFailures(): void {
  onTestFailed(async () => {
    await both(({ page, login }) => takePicture(page, `two-agents-failed-${login}`));
  });
}

test('an offer is on one screen only, and whoever presses first has nothing that is not theirs', async () => {
  picturesOfFailures();
  await both(({ work }) => work.becomeReady());
  for (let round = 1; round <= 10; round += 1) {
    const subject = `Offered ${round}`;
    await receive(subject);
    await expect
      .poll(async () => (await both(({ work }) => work.offer.isVisible())).filter(Boolean).length, {
        timeout: 20_000,
      })
      .toBe(1);
    await both(({ page }) => page.keyboard.press('a'));
    const agent = await holder(subject);
    expect(await other(agent).work.offer.isVisible()).toBe(false);
    expect(await other(agent).work.row(subject).count()).toBe(0);
    await close(agent, subject);
  }
  await both(({ work }) => work.becomeNotReady());
});

test('of two who take the same waiting mail at the same moment one gets it', async () => {
  picturesOfFailures();
  for (let round = 1; round <= 10; round += 1) {
    const subject = `Waiting ${round}`;
    await receive(subject);
    await both(async ({ page, work, message }) => {
      await work.go('waiting');
      await work.row(subject).waitFor();
      await page.keyboard.press('j');
      await message.action('Take it').waitFor();
    });
    await both(({ page }) => page.keyboard.press('t'));
    const agent = await holder(subject);
    await other(agent).message.action('Take it').waitFor({ state: 'detached' });
    expect(await holders(subject)).toEqual([agent]);
    await close(agent, subject);
  }
});

test('a mail that a colleague has taken a moment ago is refused in words, and nothing changes hands', async () => {
  const late = await openBehindTheTimes();
  const [, colleague] = agents;
  if (!colleague) throw new Error('there is only one agent');
  onTestFailed(() => takePicture(late.page, 'two-agents-late'));
  await receive('Taken');
  for (const { page, work, message } of [late, colleague]) {
    await work.go('waiting');
    await work.row('Taken').waitFor();
    await page.keyboard.press('j');
    await message.action('Take it').waitFor();
  }
  late.hold();
  await colleague.page.keyboard.press('t');
  await colleague.message.action('Reply').waitFor();
  await late.page.keyboard.press('t');
  await late.work.toast(`${names[colleague.login]} has taken it.`).waitFor();
  await takePicture(late.page, 'two-agents-refused');
  expect(await late.message.action('Reply').isVisible()).toBe(false);
  late.release();
  await late.work.row('Taken').waitFor({ state: 'detached' });
  expect(await colleague.message.action('Reply').isVisible()).toBe(true);
  await close(colleague, 'Taken');
  await late.page.context().close();
});

test('what is declined goes to the colleague with the text that was written', async () => {
  picturesOfFailures();
  const [amina, jonas] = agents;
  if (!amina || !jonas) throw new Error('two agents are needed');
  await receive('Passed on');
  await amina.work.becomeReady();
  await amina.work.offer.waitFor();
  await amina.page.keyboard.press('a');
  await amina.message.subject('Passed on').waitFor();
  await amina.page.keyboard.press('r');
  await amina.reply.focused();
  await amina.page.keyboard.type('Begun by Amina. ');
  await amina.reply.saved();
  await amina.page.keyboard.press('F6');
  await amina.work.becomeNotReady();
  await amina.page.keyboard.press('q');
  await amina.message.subject('Passed on').waitFor({ state: 'detached' });

  await jonas.work.becomeReady();
  await jonas.work.offer.waitFor();
  await jonas.page.keyboard.press('d');
  await jonas.work.offer.waitFor({ state: 'detached' });
  await jonas.page.getByText('Offer declined').waitFor();

  await amina.work.becomeReady();
  await amina.work.offer.waitFor();
  await amina.page.keyboard.press('d');
  await amina.work.offer.waitFor({ state: 'detached' });
  await jonas.work.becomeReady();
  await jonas.work.offer.waitFor();
  await jonas.page.keyboard.press('a');
  await jonas.message.subject('Passed on').waitFor();
  await jonas.page.keyboard.press('r');
  await jonas.reply.text.waitFor();
  await expect.poll(() => jonas.reply.text.textContent()).toContain('Begun by Amina.');
  await takePicture(jonas.page, 'two-agents-passed-on');
  // Refused many times before, but told once.
  expect(await jonas.work.toast(/It has changed/).count()).toBeLessThanOrEqual(1);
  expect(await jonas.work.toast(/has taken it/).count()).toBeLessThanOrEqual(1);
});

/** Another browser of Amina’s, whose events can be held back as a slow line would. */
async function openBehindTheTimes(): Promise<Agent & { hold: () => void; release: () => void }> {
  const page = await edition.openBrowser();
  let isHeld = false;
  const waiting: (() => void)[] = [];
  await page.routeWebSocket(/.*/u, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (isHeld) waiting.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  await page.reload();
  return {
    ...(await open('amina', page)),
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      for (const send of waiting.splice(0)) send();
    },
  };
}
