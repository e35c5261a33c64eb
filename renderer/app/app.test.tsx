import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createDesktop } from '../platform/desktop.ts';
import {
  createSampleBridge,
  pixel,
  type SampleBridge,
  type SampleOptions,
} from '../testing/sample-bridge.ts';
import type { OutgoingState } from '../../contract/domain/outgoing.ts';
import { sampleOutgoing } from '../testing/sample-mails.ts';
import { sampleMe } from '../testing/sample-work.ts';
import { App } from './app.tsx';

beforeAll(() => page.viewport(1280, 800));

function mountApp(options: SampleOptions = {}): SampleBridge {
  const bridge = createSampleBridge(options);
  const place = document.createElement('div');
  place.style.blockSize = '100vh';
  document.body.append(place);
  const root = createRoot(place);
  root.render(<App desktop={createDesktop(bridge)} />);
  onTestFinished(() => {
    root.unmount();
    place.remove();
  });
  return bridge;
}

const subject = (name: string) => page.getByRole('heading', { level: 1, name });
const main = page.getByRole('main');
const shown = () => document.querySelector('iframe')?.srcdoc ?? '';
const card = page.getByRole('region', { name: 'Offer for you' });

test('A accepts the offer and the focus goes to its message', async () => {
  const bridge = mountApp();
  await expect.element(card).toBeVisible();
  await userEvent.keyboard('a');
  await expect.element(subject('استفسار عن الطلب رقم 90112')).toHaveFocus();
  await expect.element(card).not.toBeInTheDocument();
  expect(bridge.made).toContain('interactions.accept');
});

test('R opens the reply with the focus in its text, where letters are text', async () => {
  const bridge = mountApp();
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await expect.element(subject('Colis 48213 arrivé endommagé')).toBeVisible();
  await userEvent.keyboard('r');
  await expect.poll(() => document.activeElement?.getAttribute('contenteditable')).toBe('true');
  await userEvent.keyboard('adpqe');
  expect(bridge.made).not.toContain('interactions.park');
  expect(bridge.made).not.toContain('interactions.decline');
});

test('after a reply was open, the next interaction shows its own mails only', async () => {
  mountApp();
  // Read before, so that nothing else is on the screen between the two.
  await page.getByRole('option', { name: /注文番号 88341/ }).click();
  await expect.element(subject('注文番号 88341 の配送先変更のお願い')).toBeVisible();
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await expect.element(subject('Colis 48213 arrivé endommagé')).toBeVisible();
  await userEvent.keyboard('r');
  await expect.poll(() => document.activeElement?.getAttribute('contenteditable')).toBe('true');
  await page.getByRole('option', { name: /注文番号 88341/ }).click();
  await expect.element(subject('注文番号 88341 の配送先変更のお願い')).toBeVisible();
  expect(page.getByRole('region', { name: 'Messages', exact: true }).elements()).toHaveLength(1);
});

test('two keys of a command that cannot be given now do not give the command of the second', async () => {
  mountApp();
  await expect.element(page.getByRole('listbox', { name: 'My work' })).toBeVisible();
  await userEvent.keyboard('sr');
  await userEvent.keyboard('sn');
  await userEvent.keyboard('sn');
  await userEvent.keyboard('?');
  await expect.element(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  expect(page.getByRole('dialog').elements()).toHaveLength(1);
});

test('E closes without an answer and says so, and what was closed can be taken up again', async () => {
  const bridge = mountApp();
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await expect.element(subject('Colis 48213 arrivé endommagé')).toBeVisible();
  await userEvent.keyboard('e');
  await expect.element(page.getByText('Closed without an answer.')).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect.element(subject('Colis 48213 arrivé endommagé')).toBeVisible();
  expect(bridge.made.filter((name) => /close|reopen/.test(name))).toEqual([
    'interactions.close',
    'interactions.reopen',
  ]);
});

test('J goes down the list, P parks what is open and opens the next one', async () => {
  mountApp();
  await expect.element(page.getByRole('listbox', { name: 'My work' })).toBeVisible();
  await userEvent.keyboard('jj');
  await expect.element(subject('注文番号 88341 の配送先変更のお願い')).toBeVisible();
  await userEvent.keyboard('p');
  await expect.element(subject('Wrong size delivered')).toHaveFocus();
});

test('what a colleague takes leaves the waiting list', async () => {
  const bridge = mountApp({ waiting: 2 });
  await expect.element(page.getByRole('listbox', { name: 'My work' })).toBeVisible();
  await userEvent.keyboard('gq');
  const rows = page.getByRole('listbox', { name: 'Waiting' }).getByRole('option');
  await expect.element(rows.nth(1)).toBeVisible();
  const desktop = createDesktop(bridge);
  const { interactions } = await desktop.call('interactions.list', { list: 'waiting' });
  const first = interactions[0];
  if (!first) throw new Error('nothing waits');
  bridge.emit({
    type: 'realtime',
    event: { type: 'interaction.gone', revision: 8, interactionId: first.id },
  });
  await expect.poll(() => rows.elements().length).toBe(1);
});

test('what is pressed is read at once; with a key held, only where it stops', async () => {
  const bridge = mountApp();
  const list = page.getByRole('listbox', { name: 'My work' });
  await expect.element(list).toBeVisible();
  const reads = () => bridge.made.filter((name) => name === 'interactions.read').length;
  const row = page.getByRole('option', { name: /Amélie Laurent/ }).element();
  if (!(row instanceof HTMLElement)) throw new Error('the row is no element');
  row.click();
  // Microtasks only: nothing that waits for a timer has had its turn.
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  expect(reads()).toBe(1);
  await expect.element(subject('Colis 48213 arrivé endommagé')).toBeVisible();
  const press = (key: string) =>
    list.element().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  press('Home');
  for (let step = 0; step < 4; step += 1) {
    press('ArrowDown');
    await Promise.resolve();
  }
  const last = page.getByRole('option', { selected: true });
  await expect.element(last).toBeVisible();
  await expect.poll(() => document.querySelectorAll('article').length).toBeGreaterThan(0);
  expect(reads()).toBeLessThanOrEqual(3);
});

test('pictures of a mail are not fetched again when it is opened again', async () => {
  const bridge = mountApp();
  for (const name of ['Colis 48213 arrivé endommagé', '注文番号 88341 の配送先変更のお願い']) {
    await page.getByRole('option', { name: new RegExp(name) }).click();
    await expect.element(subject(name)).toBeVisible();
  }
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await expect.poll(() => document.querySelector('iframe')?.srcdoc).toContain('data:image/png');
  expect(bridge.made.filter((name) => name === 'mails.attachment')).toHaveLength(1);
});

test('a reply with no undo time says where it is, politely, until the server has accepted it', async () => {
  const now = Date.now();
  const mail = sampleOutgoing(now, 70, 'queued', {
    queuedAt: new Date(now - 5).toISOString(),
    notBefore: new Date(now - 5).toISOString(),
    attempts: 0,
  });
  const bridge = mountApp({ answers: { 'drafts.send': () => mail } });
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await expect.element(subject('Colis 48213 arrivé endommagé')).toBeVisible();
  await userEvent.keyboard('r');
  await expect.poll(() => document.activeElement?.getAttribute('contenteditable')).toBe('true');
  await userEvent.keyboard('{Control>}{Enter}{/Control}');
  const status = page.getByRole('region', { name: 'Messages of Postroom' }).getByRole('status');
  await expect
    .poll(() => status.element().textContent)
    .toMatch(/^Sending to Priya Raman.*as soon as its turn comes/);
  const emit = (state: OutgoingState) => {
    const outgoing = { ...mail, state };
    bridge.emit({ type: 'realtime', event: { type: 'outgoing.changed', revision: 50, outgoing } });
  };
  emit('data-sent');
  await expect.poll(() => status.element().textContent).toMatch(/has not yet confirmed/);
  emit('accepted');
  await expect.poll(() => status.element().textContent).toMatch(/^Sent to Priya Raman/);
  expect(status.elements()).toHaveLength(1);
});

test('the width of the list is restored and kept when it is changed by keyboard', async () => {
  const saved: unknown[] = [];
  mountApp({
    answers: {
      'layout.read': () => ({ listWidth: 440, replyHeight: null }),
      'layout.save': (layout: unknown) => (saved.push(layout), layout),
    },
  });
  const bar = page.getByRole('separator', { name: 'Width of the list' });
  await expect.element(bar).toHaveAttribute('aria-valuenow', '440');
  const element = bar.element();
  if (!(element instanceof HTMLElement)) throw new Error('the separator is no element');
  element.focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.poll(() => saved).toEqual([{ listWidth: 456, replyHeight: null }]);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => saved.at(-1)).toEqual({ listWidth: null, replyHeight: null });
});

test('pictures of the net are loaded for one mail when asked for, and asked for again the next time', async () => {
  const asked: unknown[] = [];
  const bridge = mountApp({
    answers: {
      'mails.loadPictures': (input: { addresses: string[] }) => {
        asked.push(input);
        return { pictures: input.addresses.map((address) => ({ address, bytes: pixel, failure: null })) };
      },
    },
  });
  const row = page.getByRole('option', { name: /Amélie Laurent/ });
  await row.click();
  const load = page.getByRole('button', { name: 'Load pictures for this message' });
  await expect.element(load).toBeVisible();
  expect(bridge.made).not.toContain('mails.loadPictures');
  const element = load.element();
  if (!(element instanceof HTMLElement)) throw new Error('the button is no element');
  element.focus();
  await userEvent.keyboard('{Enter}');
  // The pixel that only reports the reading is not loaded.
  await expect.element(main.getByText('1 picture was loaded. 1 remote image blocked')).toBeVisible();
  expect(asked).toEqual([
    { mail: expect.any(String) as string, addresses: ['https://cdn.shop.example/logo.png'] },
  ]);
  expect(shown().match(/src="data:image\/png/g)).toHaveLength(2);
  expect(shown()).not.toMatch(/cdn\.shop|tracker\.example/);
  expect(document.activeElement).not.toBe(document.body);
  await page.getByRole('option', { name: /注文番号 88341/ }).click();
  await expect.element(subject('注文番号 88341 の配送先変更のお願い')).toBeVisible();
  await row.click();
  await expect.element(load).toBeVisible();
  expect(asked).toHaveLength(1);
});

test('pictures that cannot be loaded leave their description, a line that says so, and another try', async () => {
  mountApp({
    answers: {
      'mails.loadPictures': ({ addresses }: { addresses: string[] }) => ({
        pictures: addresses.map((address) => ({ address, bytes: null, failure: 'unreachable' })),
      }),
    },
  });
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await page.getByRole('button', { name: 'Load pictures for this message' }).click();
  await expect
    .element(main.getByText(/^1 picture could not be loaded; its description is shown instead/))
    .toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(document.querySelector('iframe')?.srcdoc).toMatch(/<img[^>]*alt="Maison Lumière"/);
});

test('after events were lost, my own presence is read again', async () => {
  const me = {
    ...sampleMe(Date.now()),
    presence: { state: 'not-ready', reason: 'Lunch', since: new Date().toISOString() },
    revision: 90,
  };
  const bridge = mountApp({ answers: { 'session.read': () => me } });
  await expect.element(page.getByRole('button', { name: /Presence:.*Ready/ })).toBeVisible();
  bridge.emit({ type: 'realtime', event: { type: 'reset', revision: 90 } });
  await expect.element(page.getByRole('button', { name: /Presence:.*Lunch/ })).toBeVisible();
});

test('the command palette finds a command by its words and gives it', async () => {
  mountApp();
  await expect.element(page.getByRole('listbox', { name: 'My work' })).toBeVisible();
  await userEvent.keyboard('{Control>}k{/Control}');
  await expect.element(page.getByRole('searchbox')).toHaveFocus();
  await userEvent.keyboard('archive{Enter}');
  await expect.element(page.getByRole('heading', { level: 1, name: 'Archive' })).toBeVisible();
});

test('the state of the connection is said while it is lost', async () => {
  const bridge = mountApp();
  await expect.element(page.getByText('Online')).toBeVisible();
  const since = new Date().toISOString();
  const retryAt = new Date(Date.now() + 30_000).toISOString();
  bridge.emit({ type: 'connection', connection: { state: 'offline', since, retryAt } });
  await expect.element(page.getByText(/^Offline since/)).toBeVisible();
  await expect.element(page.getByText(/retry in \d+ s/)).toBeVisible();
});

test('an offer that is gone says so and the work goes on', async () => {
  mountApp({ failing: { 'interactions.accept': 'offer-gone' } });
  await expect.element(card).toBeVisible();
  await userEvent.keyboard('a');
  await expect.element(page.getByText(/has gone to a colleague/)).toBeVisible();
});

test('wrong credentials are told under the form, in the language of the person', async () => {
  mountApp({
    signedIn: false,
    settings: { language: 'system' },
    locales: ['fr-CA'],
    failing: { 'session.signIn': 'wrong-credentials' },
  });
  await page.getByLabelText('Nom d’utilisateur').fill('elin');
  await page.getByLabelText('Mot de passe').fill('non');
  await userEvent.keyboard('{Enter}');
  await expect
    .element(page.getByRole('main').getByRole('alert'))
    .toHaveTextContent('Nom ou mot de passe incorrect. Vérifiez les deux et réessayez.');
});

test('a mail in its frame has neither scripts nor an origin', async () => {
  mountApp();
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await expect.element(page.getByText('2 remote images blocked')).toBeVisible();
  const frame = document.querySelector('iframe');
  expect(frame?.getAttribute('sandbox')).toBe('allow-popups allow-popups-to-escape-sandbox');
  expect(frame?.contentDocument).toBeNull();
  expect(frame?.srcdoc).toContain("default-src 'none'; img-src data:");
  expect(frame?.srcdoc).not.toMatch(/cdn\.shop|tracker\.example/);
});
