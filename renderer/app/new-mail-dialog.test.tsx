import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { mountApp } from './testing/mount-app.tsx';

const draft = {
  id: '900',
  kind: 'new',
  interactionId: null,
  mailId: null,
  groupId: '1',
  from: { name: 'Orders', address: 'orders@northwind.example' },
  author: '7',
  revision: 1,
  attachments: [],
  updatedAt: new Date().toISOString(),
  to: [],
  cc: [],
  bcc: [],
  subject: '',
  html: '<p></p>',
  culture: 'en-GB',
};

test('a new mail is begun with N and Enter, from the first group that has an address', async () => {
  const started: unknown[] = [];
  mountApp({
    answers: {
      'drafts.read': () => draft,
      'drafts.start': (input: unknown) => {
        started.push(input);
        return draft;
      },
    },
  });
  await expect.element(page.getByRole('listbox', { name: 'My work' })).toBeVisible();
  await userEvent.keyboard('n');
  await expect.element(page.getByRole('button', { name: /^Orders/ })).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => started).toEqual([{ groupId: '1' }]);
  await expect.element(page.getByRole('textbox', { name: 'Add addresses to To' })).toHaveFocus();
});
