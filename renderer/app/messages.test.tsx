import { afterEach, beforeAll, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ExpectedError } from '../../contract/error.ts';
import { sampleInteraction } from '../testing/sample-mails.ts';
import { sampleRow } from '../testing/sample-work.ts';
import { endToastsAbout } from '../ui/toast.tsx';
import { mountApp } from './testing/mount-app.tsx';

beforeAll(() => page.viewport(1280, 800));
afterEach(() => {
  endToastsAbout('1000');
});

const subject = (name: RegExp) => page.getByRole('heading', { level: 1, name });
const row = (name: RegExp) => page.getByRole('option', { name });
const toast = () => document.querySelector('.ui-toast')?.getBoundingClientRect();
const alerts = () => page.getByRole('alert');

async function failToPark(): Promise<void> {
  await row(/Amélie Laurent/).click();
  await expect.element(subject(/^Colis 48213/)).toBeVisible();
  await userEvent.keyboard('p');
  await expect.element(alerts()).toBeVisible();
}

test.each([
  [1280, 800],
  [720, 450],
])('a failure covers nothing of what is worked with at %i × %i', async (width, height) => {
  await page.viewport(width, height);
  mountApp({ failing: { 'interactions.park': 'unreachable' } });
  await failToPark();
  await userEvent.keyboard('r');
  await expect.poll(() => document.activeElement?.getAttribute('contenteditable')).toBe('true');
  const column = document.querySelector('.shell-list')?.getBoundingClientRect();
  await expect.poll(() => toast()?.right).toBeLessThanOrEqual(column?.right ?? 0);
  await expect
    .poll(() => document.querySelector('.ui-listbox')?.getBoundingClientRect().bottom)
    .toBeLessThanOrEqual(toast()?.top ?? 0);
  expect(document.querySelector('.ui-listbox')?.clientHeight).toBeGreaterThan(70);
  const offer = document.querySelector('.offer')?.getBoundingClientRect();
  expect(offer?.bottom).toBeLessThanOrEqual(toast()?.top ?? 0);
  expect(toast()?.bottom).toBeLessThanOrEqual(height);
});

test('a failure about an interaction ends when it is left', async () => {
  await page.viewport(1280, 800);
  mountApp({ failing: { 'interactions.park': 'unreachable' } });
  await failToPark();
  await row(/Oliver Grant/).click();
  await expect.element(alerts()).not.toBeInTheDocument();
});

test('who loses the race for a mail is told who has it', async () => {
  const now = Date.now();
  const jonas = { id: '9' as never, name: 'Jonas Lindqvist' };
  const taken = new Set<string>();
  mountApp({
    waiting: 3,
    answers: {
      'interactions.pick': ({ id }: { id: string }) => {
        taken.add(id);
        throw new ExpectedError('state-conflict', 'It is open.');
      },
      'interactions.read': ({ id }: { id: string }) => ({
        ...sampleInteraction(now, sampleRow(now, Number(id) - 1000, taken.has(id) ? 'open' : 'queued', 9)),
        ...(taken.has(id) ? { agent: jonas } : {}),
      }),
    },
  });
  await expect.element(page.getByRole('listbox', { name: 'My work' })).toBeVisible();
  await userEvent.keyboard('gq');
  await page.getByRole('listbox', { name: 'Waiting' }).getByRole('option').first().click();
  await expect.element(page.getByRole('button', { name: 'Take it' })).toBeVisible();
  await userEvent.keyboard('t');
  await expect.element(alerts()).toHaveTextContent('Jonas Lindqvist has taken it.');
  await expect.element(page.getByRole('button', { name: 'Take it' })).not.toBeInTheDocument();
});
