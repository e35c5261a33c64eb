import { beforeAll, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { InteractionId } from '../../contract/domain/ids.ts';
import { createDesktop } from '../platform/desktop.ts';
import { sampleOutgoing } from '../testing/sample-mails.ts';
import type { SampleBridge } from '../testing/sample-bridge.ts';
import { mountApp } from './testing/mount-app.tsx';

beforeAll(() => page.viewport(1280, 800));

const subject = (name: string) => page.getByRole('heading', { level: 1, name });
const list = page.getByRole('listbox', { name: 'My work' });
const row = (name: RegExp) => page.getByRole('option', { name });
const first = '1000' as InteractionId;
const isInText = () => document.activeElement?.getAttribute('contenteditable') === 'true';

/** Opens the reply of a row by R, with the focus in its text. */
async function writeReply(name: RegExp, title: string): Promise<void> {
  await row(name).click();
  await expect.element(subject(title)).toBeVisible();
  await userEvent.keyboard('r');
  await expect.poll(isInText).toBe(true);
}

/** What the backend does with the last one that is opened when its reply is sent. */
function sendsFrom(start: () => SampleBridge) {
  const now = Date.now();
  const bridge: SampleBridge = start();
  const mail = sampleOutgoing(now, 70, 'queued', {
    queuedAt: new Date(now).toISOString(),
    notBefore: new Date(now + 60_000).toISOString(),
    attempts: 0,
    agentId: '7' as never,
    interactionId: '1000' as never,
  });
  return { bridge, mail };
}

test('after a reply was sent, no keys go to the unfinished reply of another customer', async () => {
  const sent: unknown[] = [];
  const { bridge, mail } = sendsFrom(() =>
    mountApp({
      answers: {
        'drafts.send': async (input: unknown) => {
          sent.push(input);
          await createDesktop(bridge).call('interactions.close', { id: first, epoch: 1 });
          return mail;
        },
      },
    }),
  );
  const next = subject('注文番号 88341 の配送先変更のお願い');
  await writeReply(/注文番号 88341/, '注文番号 88341 の配送先変更のお願い');
  await writeReply(/Amélie Laurent/, 'Colis 48213 arrivé endommagé');
  await userEvent.keyboard('{Control>}{Enter}{Enter}{/Control}');
  await expect.element(next).toHaveFocus();
  await expect.poll(() => document.querySelector('.reply-room [contenteditable="true"]')).not.toBeNull();
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  await expect.element(next).toHaveFocus();
  expect(sent).toHaveLength(1);
});

test('sending is undone from within the text of another reply', async () => {
  const undone: unknown[] = [];
  const { mail } = sendsFrom(() =>
    mountApp({
      answers: {
        'drafts.send': () => mail,
        'outgoing.undo': (input: unknown) => {
          undone.push(input);
          return {
            id: '501',
            kind: 'reply',
            interactionId: '1000',
            mailId: '10002',
            groupId: '2',
            from: { name: 'Returns', address: 'returns@northwind.example' },
            author: '7',
            revision: 1,
            attachments: [],
            updatedAt: new Date().toISOString(),
            to: [],
            cc: [],
            bcc: [],
            subject: 'Re: Colis',
            html: '<p></p>',
            culture: 'fr-FR',
          };
        },
      },
    }),
  );
  await writeReply(/Amélie Laurent/, 'Colis 48213 arrivé endommagé');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await expect.element(undo).toBeVisible();
  expect(undo.element().textContent).toBe('UndoCtrlAltZ');
  await writeReply(/Oliver Grant/, 'Wrong size delivered');
  await userEvent.keyboard('z');
  expect(undone).toHaveLength(0);
  await userEvent.keyboard('{Control>}{Alt>}z{/Alt}{/Control}');
  await expect.element(subject('Colis 48213 arrivé endommagé')).toBeVisible();
  expect(undone).toHaveLength(1);
  await expect.poll(isInText).toBe(true);
});

test('both ways to undo sending are on the sheet', async () => {
  mountApp();
  await expect.element(list).toBeVisible();
  await userEvent.keyboard('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect.element(sheet.getByText('Ctrl Alt Z')).toBeInTheDocument();
  await expect.element(sheet.getByText('Z', { exact: true }).first()).toBeInTheDocument();
});

test('walking the list over interactions with open replies leaves the focus on the list', async () => {
  mountApp();
  await writeReply(/Amélie Laurent/, 'Colis 48213 arrivé endommagé');
  await writeReply(/Oliver Grant/, 'Wrong size delivered');
  await row(/注文番号 88341/).click();
  await expect.element(list).toHaveFocus();
  for (const key of ['{ArrowDown}', '{ArrowDown}', 'k', 'j']) {
    await userEvent.keyboard(key);
    await expect.poll(() => document.querySelector('.reply-room [contenteditable="true"]')).not.toBeNull();
    await expect.element(list).toHaveFocus();
  }
  await expect.element(subject('Colis 48213 arrivé endommagé')).toBeVisible();
});

test('after an accepted offer the arrows keep the list while what they pass is read', async () => {
  mountApp();
  await expect.element(page.getByRole('region', { name: 'Offer for you' })).toBeVisible();
  await userEvent.keyboard('a');
  await expect.element(subject('استفسار عن الطلب رقم 90112')).toHaveFocus();
  await row(/Oliver Grant/).click();
  await expect.element(subject('Wrong size delivered')).toBeVisible();
  await expect.element(list).toHaveFocus();
});

test('F6 and Shift+F6 go out of the reply, round the window, and back', async () => {
  mountApp();
  await writeReply(/Amélie Laurent/, 'Colis 48213 arrivé endommagé');
  await userEvent.keyboard('{Shift>}{F6}{/Shift}');
  await expect.element(subject('Colis 48213 arrivé endommagé')).toHaveFocus();
  await userEvent.keyboard('{Shift>}{F6}{/Shift}');
  await expect.element(list).toHaveFocus();
  await userEvent.keyboard('{F6}{F6}');
  expect(isInText()).toBe(true);
  await userEvent.keyboard('{F6}');
  expect(isInText()).toBe(false);
  await userEvent.keyboard('{Shift>}{F6}{/Shift}');
  expect(isInText()).toBe(true);
});

test('F6 is not caught by a message of Postroom', async () => {
  mountApp({ failing: { 'interactions.park': 'unreachable' } });
  await row(/Amélie Laurent/).click();
  await expect.element(subject('Colis 48213 arrivé endommagé')).toBeVisible();
  await userEvent.keyboard('p');
  await expect.element(page.getByRole('alert')).toBeVisible();
  const seen = new Set<Element | null>();
  for (let turn = 0; turn < 4; turn += 1) {
    await userEvent.keyboard('{F6}');
    seen.add(document.activeElement?.closest('[data-region]') ?? null);
  }
  expect(seen.size).toBe(4);
  expect(seen.has(null)).toBe(false);
});

test('Escape goes from the text back to the list, but closes what is open over it first', async () => {
  mountApp();
  await writeReply(/Amélie Laurent/, 'Colis 48213 arrivé endommagé');
  await page.getByRole('button', { name: 'Templates' }).click();
  await expect.element(page.getByRole('menu')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  await expect.element(list).not.toHaveFocus();
  const text = document.querySelector<HTMLElement>('.reply-room [contenteditable="true"]');
  text?.focus();
  await userEvent.keyboard('{Escape}');
  await expect.element(list).toHaveFocus();
  await row(/Oliver Grant/).click();
  await userEvent.keyboard('r');
  await expect.poll(isInText).toBe(true);
});
