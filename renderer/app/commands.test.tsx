import { beforeAll, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { shortcuts } from '../features/commands/shortcuts.ts';
import { mountApp } from './testing/mount-app.tsx';

beforeAll(() => page.viewport(1280, 800));

const isInText = () => document.activeElement?.getAttribute('contenteditable') === 'true';

async function open(): Promise<void> {
  await page.getByRole('option', { name: /Amélie Laurent/ }).click();
  await expect.element(page.getByRole('heading', { level: 1, name: /^Colis 48213/ })).toBeVisible();
}
async function choose(words: string): Promise<void> {
  await userEvent.keyboard('{Control>}k{/Control}');
  await expect.element(page.getByRole('searchbox')).toHaveFocus();
  await userEvent.keyboard(`${words}{Enter}`);
}

test('every command is on the sheet with its keys', async () => {
  mountApp();
  await expect.element(page.getByRole('listbox', { name: 'My work' })).toBeVisible();
  await userEvent.keyboard('?');
  await expect.element(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  expect(document.querySelectorAll('.sheet-line')).toHaveLength(Object.keys(shortcuts).length);
  const sheet = page.getByRole('dialog').element().textContent;
  for (const title of [
    'Send the reply',
    'Insert a response',
    'Attach files',
    'Next misspelt word',
    'Go to the tools of the text',
    'Merge into another…',
    'Move the newest mail…',
    'Split off a mail…',
    'Pass to a group…',
    'Ask an expert',
  ]) {
    expect(sheet).toContain(title);
  }
});

test('the palette works on the open reply, and knows nothing of it where none is open', async () => {
  mountApp();
  await open();
  await userEvent.keyboard('{Control>}k{/Control}');
  await expect.element(page.getByRole('searchbox')).toHaveFocus();
  await userEvent.keyboard('send reply');
  await expect.element(page.getByText('No such command')).toBeVisible();
  await userEvent.keyboard('{Escape}{Escape}');
  await expect.element(page.getByRole('searchbox')).not.toBeInTheDocument();
  await userEvent.keyboard('r');
  await expect.poll(isInText).toBe(true);
  await page.getByRole('heading', { level: 1, name: /^Colis 48213/ }).click();
  await choose('tools text');
  await expect
    .poll(() => document.activeElement?.closest('[role="toolbar"]')?.className)
    .toBe('editor-toolbar');
  await page.getByRole('heading', { level: 1, name: /^Colis 48213/ }).click();
  await choose('insert response');
  await expect.element(page.getByRole('dialog')).toBeVisible();
});

test('an interaction is passed to a group by keyboard alone', async () => {
  const given: unknown[] = [];
  mountApp({ answers: { 'interactions.requeue': (input: unknown) => (given.push(input), null) } });
  await open();
  await userEvent.keyboard('{Shift>}q{/Shift}');
  await expect.element(page.getByRole('dialog', { name: 'Pass to a group' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Pass to Orders' })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => given).toMatchObject([{ id: '1000', group: '1' }]);
});

test('M asks what to merge into', async () => {
  mountApp({ answers: { 'threads.targets': () => ({ interactions: [] }) } });
  await open();
  await userEvent.keyboard('m');
  await expect.element(page.getByRole('dialog', { name: 'Merge into another interaction' })).toBeVisible();
});
