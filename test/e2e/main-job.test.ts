import { rm, mkdtemp } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest';
import { openImapAccount } from '../world/imap-account.ts';
import { editions, type Edition } from './editions.ts';
import { agentPassword, mailbox, openHelpDesk, type HelpDesk } from './help-desk.ts';
import { messagePage } from './pages/message-page.ts';
import { replyPage } from './pages/reply-page.ts';
import { signInPage } from './pages/sign-in-page.ts';
import { workPage } from './pages/work-page.ts';
import { showLogOfFailures, takePicture } from './traces.ts';

/** A red dot of 8 × 8 pixels. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC',
  'base64',
);
const customer = { name: 'Élodie Marchand', address: 'elodie@client.example' };

/** HTML with a picture of its own, and with everything that must not happen when it is read. */
async function customerMail(subject: string, messageId: string, tracker: string): Promise<Buffer> {
  return new MailComposer({
    from: customer,
    to: mailbox.user,
    subject,
    messageId,
    html: `<h2>Bonjour</h2><p>Ma commande est arrivée <b>abîmée</b>, voici une photo :</p>
      <p><img src="cid:photo@client.example" alt="La boîte"></p>
      <p>Que dois-je faire pour la renvoyer ?</p>
      <img src="${tracker}pixel.png"><script>fetch('${tracker}script'); parent.postMessage('ran', '*')</script>
      <img src="x" onerror="fetch('${tracker}onerror')">`,
    attachments: [
      { filename: 'photo.png', content: dot, contentType: 'image/png', cid: 'photo@client.example' },
    ],
  })
    .compile()
    .build();
}

/** Down through an open menu until the entry has the focus, then Enter. */
async function chooseByKeyboard(page: Edition['page'], name: string): Promise<void> {
  const focused = page.locator('[role=menuitem]:focus');
  await focused.waitFor();
  for (let step = 0; step < 10; step += 1) {
    if ((await focused.textContent()) === name) break;
    await page.keyboard.press('ArrowDown');
  }
  expect(await focused.textContent()).toBe(name);
  await page.keyboard.press('Enter');
}

async function checkSent(raw: Buffer, original: { subject: string; messageId: string }): Promise<void> {
  const mail: ParsedMail = await simpleParser(raw);
  expect(mail.from?.value).toEqual([{ name: 'Aide', address: mailbox.user }]);
  expect(mail.subject).toBe(`Re: ${original.subject}`);
  expect(mail.inReplyTo).toBe(original.messageId);
  expect([mail.references].flat()).toEqual([original.messageId]);
  expect(mail.headers.has('bcc')).toBe(false);
  for (const text of [mail.text ?? '', mail.html || '']) {
    expect(text).toContain(`Bonjour ${customer.name},`);
    expect(text).toContain('désolée pour votre commande.');
    expect(text).toContain('Vous trouverez l’étiquette de retour');
    expect(text).toContain('Amina Diallo, service après-vente');
    expect(text).not.toContain('comande');
  }
  const source = raw.toString('latin1');
  const types = [...source.matchAll(/^Content-Type: ([a-z]+\/[a-z]+)/gim)].map(([, type]) => type);
  expect(types.slice(0, 5)).toEqual([
    'multipart/alternative',
    'text/plain',
    'multipart/related',
    'text/html',
    'image/png',
  ]);
  const shown = [...source.matchAll(/^Content-ID: <([^>]+)>/gim)].map(([, id]) => id);
  const pasted = mail.attachments.find(({ content }) => content.equals(dot));
  expect(shown).toContain(pasted?.cid);
  const html = mail.html || '';
  // mailparser puts the bytes where the HTML said cid:, and only there.
  expect(html).toContain(`data:image/png;base64,${dot.toString('base64')}`);
  expect(html).not.toContain('cid:');
  // The keys that insert a response do nothing else to the text.
  expect(html).not.toContain('text-align');
}

describe.each(['web', 'desktop'] as const)('the main job in the %s edition', (kind) => {
  let desk: HelpDesk;
  let edition: Edition;
  let profile: string;
  let tracker: Server;
  let trackerUrl: string;
  const tracked: string[] = [];
  showLogOfFailures(() => desk?.backend);

  beforeAll(async () => {
    tracker = createServer((request, response) => {
      tracked.push(request.url ?? '');
      response.end();
    }).listen(0, '127.0.0.1');
    await once(tracker, 'listening');
    trackerUrl = `http://127.0.0.1:${(tracker.address() as AddressInfo).port}/`;
    desk = await openHelpDesk();
    profile = await mkdtemp(path.join(os.tmpdir(), 'postroom-profile-'));
    edition = await editions[kind]({ backend: desk.backend.url, profile });
  });
  afterAll(async () => {
    await edition?.stop();
    await desk?.[Symbol.asyncDispose]();
    tracker?.close();
    await rm(profile, { recursive: true, force: true });
  });

  test('a French customer’s mail is offered, read, answered, sent and archived', async () => {
    const { page } = edition;
    const shot = (name: string) => takePicture(page, `main-job-${kind}-${name}`);
    onTestFailed(() => shot('failed'));
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const work = workPage(page);
    const message = messagePage(page);
    const reply = replyPage(page);
    const subject = `Commande abîmée ${kind}`;
    const messageId = `<abimee-${kind}@client.example>`;

    await shot('sign-in');
    await signInPage(page).signIn('amina', agentPassword);
    await work.becomeReady();
    await desk.receive(await customerMail(subject, messageId, trackerUrl), customer.address);

    await work.offer.waitFor();
    await expect.poll(() => work.offer.textContent()).toContain(subject);
    expect(await work.offer.textContent()).toContain(customer.name);
    await shot('offer');
    await page.keyboard.press('a');

    await message.subject(subject).waitFor();
    const body = message.body(customer.name);
    await body.getByText('Ma commande est arrivée').waitFor();
    const photo = body.getByRole('img', { name: 'La boîte' });
    await photo.waitFor();
    await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(8);
    await shot('message');

    await page.keyboard.press('r');
    await reply.text.waitFor();
    await expect.poll(() => reply.text.textContent()).toContain(`Bonjour ${customer.name},`);
    expect(await reply.subject.inputValue()).toBe(`Re: ${subject}`);
    expect(await reply.recipients('To').textContent()).toContain(customer.address);
    await reply.focused();
    await shot('reply');

    await page.keyboard.type('Je suis désolée pour votre comande ');
    await reply.misspelt.filter({ hasText: 'comande' }).waitFor();
    expect(await reply.misspelt.allTextContents()).toEqual(['comande']);
    await page.keyboard.press('F7');
    const suggestions = reply.suggestions('comande');
    await suggestions.waitFor();
    await suggestions.getByRole('menuitem', { name: 'commande', exact: true }).waitFor();
    await shot('spelling');
    await chooseByKeyboard(page, 'commande');
    await suggestions.waitFor({ state: 'detached' });
    await reply.misspelt.waitFor({ state: 'detached' });
    await reply.focused();
    await page.keyboard.type('.');
    await expect.poll(() => reply.text.textContent()).toContain('désolée pour votre commande.');

    await reply.insertResponse('renvoyer', 'Étiquette de retour');
    await expect.poll(() => reply.text.textContent()).toContain('Vous trouverez l’étiquette de retour');
    await reply.paste({ name: 'étiquette.png', type: 'image/png', bytes: dot });
    await reply.pictures.first().waitFor();
    await reply.saved();
    await shot('written');

    await reply.send();
    await shot('sent');
    await desk.sink.waitFor(1);
    const sent = desk.sink.messages[0];
    if (!sent) throw new Error('nothing was sent');
    expect(sent.to).toEqual([customer.address]);
    await checkSent(sent.raw, { subject, messageId });

    await work.go('outgoing');
    await page
      .getByRole('article', { name: `Re: ${subject}` })
      .getByText('Sent', { exact: true })
      .waitFor();
    await shot('outgoing');
    await using account = await openImapAccount(desk.dovecot, mailbox.user, mailbox.password);
    await expect
      .poll(
        async () => (await account.list('Sent')).map(({ raw }) => String(readHeader(raw, 'message-id'))),
        {
          timeout: 30_000,
        },
      )
      .toEqual([sent.messageId]);

    await work.go('archive');
    await page.locator('input[type=search]:focus').waitFor();
    await page.keyboard.type('arrivee abimee');
    await expect.poll(() => work.row(subject).count()).toBe(2);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('etiquette de retour');
    await expect.poll(() => page.getByRole('option').count()).toBe(1);
    await work.row(`Re: ${subject}`).waitFor();
    await shot('archive');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('elodie@client');
    await expect.poll(() => work.row(subject).count()).toBe(2);

    await work.press('Escape');
    await checkBackend(subject);
    expect(tracked).toEqual([]);
    expect(requests.filter((url) => url.startsWith(trackerUrl))).toEqual([]);
  });

  async function checkBackend(subject: string): Promise<void> {
    const db = await desk.backend.openDatabase();
    try {
      const interaction = await db.kysely
        .selectFrom('interaction')
        .where('subject', '=', subject)
        .select(['id', 'state'])
        .executeTakeFirstOrThrow();
      expect(interaction.state).toBe('closed');
      const { id } = await db.kysely.selectFrom('outgoing').select('id').executeTakeFirstOrThrow();
      const audit = await db.kysely
        .selectFrom('audit')
        .where('subject', 'in', [`interaction:${interaction.id}`, `outgoing:${id}`])
        .select(['action', 'actor'])
        .orderBy('id')
        .execute();
      expect(audit).toEqual(
        expect.arrayContaining([
          { action: 'interaction.offered', actor: 'system' },
          { action: 'interaction.accepted', actor: 'amina' },
          { action: 'outgoing.queued', actor: 'amina' },
          { action: 'interaction.answered', actor: 'amina' },
          { action: 'outgoing.accepted', actor: 'system' },
        ]),
      );
    } finally {
      await db.close();
    }
  }
});

function readHeader(raw: Buffer, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(raw.toString('latin1'))?.[1]?.trim();
}
