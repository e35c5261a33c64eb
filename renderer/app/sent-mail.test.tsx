import axe from 'axe-core';
import { beforeAll, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { sampleInteraction, sampleOutgoing } from '../testing/sample-mails.ts';
import { sampleRow } from '../testing/sample-work.ts';
import { mountApp } from './testing/mount-app.tsx';

beforeAll(() => page.viewport(1280, 800));

const now = Date.now();
const row = sampleRow(now, 0, 'open', 12);
const refused = sampleOutgoing(now, 2, 'rejected', {
  interactionId: row.id,
  subject: 'Re: Colis 48213',
  lastError: '550 5.1.1 user unknown',
});
const [message] = sampleInteraction(now, row).messages;

async function openSent(theme: 'light' | 'dark' = 'light'): Promise<void> {
  mountApp({
    settings: { theme },
    answers: {
      'outgoing.list': () => ({ outgoing: [refused, sampleOutgoing(now, 3, 'queued', {})] }),
      'archive.read': ({ id }: { id: string }) =>
        id === refused.mailId ? { ...message, id, text: 'Two new glasses leave today.' } : null,
    },
  });
  await expect.element(page.getByRole('listbox', { name: 'My work' })).toBeVisible();
  await userEvent.keyboard('gs');
  await expect.element(page.getByRole('heading', { name: 'Sent & problems' })).toBeVisible();
}
const subject = page.getByRole('button', { name: 'Re: Colis 48213' });
const heading = page.getByRole('heading', { level: 1, name: 'Re: Colis 48213' });

test('a sent mail is opened by keyboard, reads as it was sent, and Escape leads back to its row', async () => {
  await openSent();
  await expect.element(subject).toBeVisible();
  (subject.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(heading).toHaveFocus();
  await expect.element(page.getByText('Two new glasses leave today.')).toBeVisible();
  await expect.element(page.getByText('550 5.1.1 user unknown')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Send again' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(subject).toHaveFocus();
});

test('from a sent mail its interaction and its place in the archive are a press away', async () => {
  await openSent();
  await subject.click();
  await page.getByRole('button', { name: 'Show in the archive' }).click();
  await expect.element(page.getByRole('heading', { level: 1, name: 'Archive' })).toBeVisible();
  await expect.element(page.getByText('Two new glasses leave today.')).toBeVisible();
  await userEvent.keyboard('gs');
  await subject.click();
  await page.getByRole('button', { name: 'Show the interaction' }).click();
  await expect.element(page.getByRole('heading', { level: 1, name: row.subject })).toHaveFocus();
});

test.each(['light', 'dark'] as const)('axe finds nothing in an opened sent mail (%s)', async (theme) => {
  await openSent(theme);
  await subject.click();
  await expect.element(page.getByText('Two new glasses leave today.')).toBeVisible();
  const { violations } = await axe.run(document.querySelector('main') ?? document);
  expect(violations).toEqual([]);
});
