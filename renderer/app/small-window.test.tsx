import axe from 'axe-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { mountApp } from './testing/mount-app.tsx';

beforeAll(() => page.viewport(720, 450));
afterAll(() => page.viewport(1280, 800));

function part(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return found;
}
function area(selector: string): DOMRect {
  return part(selector).getBoundingClientRect();
}
function overlap(one: DOMRect, other: DOMRect): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** Pixels below the upper edge of what is visible. */
function recipientsTop(): number {
  return area('.reply-recipients').top - area('.mail-editor-page').top;
}

async function writeReply(): Promise<void> {
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await expect.element(page.getByRole('heading', { level: 1, name: /^Colis 48213/ })).toBeVisible();
  await userEvent.keyboard('r');
  await expect.poll(() => document.activeElement?.getAttribute('contenteditable')).toBe('true');
}

test.each([
  [720, 450, 'en'],
  [720, 450, 'fr'],
  [960, 540, 'en'],
  [900, 700, 'fr'],
] as const)(
  'in a window of %i × %i pixels, in %s, a reply has room for its text',
  async (width, height, language) => {
    await page.viewport(width, height);
    mountApp({ settings: { language } });
    await writeReply();
    expect(area('.mail-editor-page').height).toBeGreaterThan(90);
    expect(area('.mail-editor-page').width).toBeGreaterThan(200);
    const from = part('.reply-from');
    expect(from.scrollWidth).toBeLessThanOrEqual(from.clientWidth);
    const bar = Array.from(document.querySelectorAll('.reply-bar .ui-button'), (each) =>
      each.getBoundingClientRect(),
    );
    for (const [index, one] of bar.entries()) {
      expect(one.right).toBeLessThanOrEqual(width);
      for (const other of bar.slice(index + 1)) expect(overlap(one, other)).toBe(false);
    }
    expect(area('.reply').right).toBeLessThanOrEqual(width);
    expect(part('.reply').scrollWidth).toBeLessThanOrEqual(part('.reply').clientWidth);
  },
);

test('in a low window the message makes way for the reply, and both come back', async () => {
  await page.viewport(720, 450);
  mountApp();
  await writeReply();
  expect(document.querySelector('.thread')?.checkVisibility()).toBe(false);
  await userEvent.keyboard('Merci');
  await page.getByRole('button', { name: 'Show the message' }).click();
  expect(part('.thread').checkVisibility()).toBe(true);
  expect(part('.reply-room').checkVisibility()).toBe(false);
  await page.getByRole('button', { name: 'Back to the reply' }).click();
  await expect.element(page.getByText(/Merci/)).toBeVisible();
  await page.getByRole('button', { name: 'Show the message' }).click();
  await userEvent.keyboard('r');
  await expect.poll(() => document.activeElement?.getAttribute('contenteditable')).toBe('true');
});

test('another kind of answer shows who gets it, however far down the text is', async () => {
  await page.viewport(1280, 700);
  mountApp();
  await writeReply();
  await userEvent.keyboard(
    '{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}{Enter}Voilà',
  );
  await expect.poll(recipientsTop).toBeLessThan(0);
  await page.getByRole('radio', { name: 'Forward' }).click();
  await expect.poll(recipientsTop).toBeGreaterThanOrEqual(0);
});

test('axe finds nothing serious in a low window with a reply, a message of Postroom and a choice', async () => {
  await page.viewport(720, 450);
  mountApp({ failing: { 'interactions.park': 'unreachable' } });
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await expect.element(page.getByRole('heading', { level: 1, name: /^Colis 48213/ })).toBeVisible();
  await userEvent.keyboard('p');
  await expect.element(page.getByRole('alert')).toBeVisible();
  await userEvent.keyboard('r');
  await expect.poll(() => document.activeElement?.getAttribute('contenteditable')).toBe('true');
  expect(await seriousFaults()).toEqual([]);
  await userEvent.keyboard('{Escape}{Shift>}q{/Shift}');
  await expect.element(page.getByRole('dialog', { name: 'Pass to a group' })).toBeVisible();
  expect(await seriousFaults()).toEqual([]);
});

async function seriousFaults(): Promise<readonly string[]> {
  // What is still fading in has other colours.
  const appearing = document
    .getAnimations()
    .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
  await Promise.allSettled(appearing.map(({ finished }) => finished));
  const { violations } = await axe.run(document);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
