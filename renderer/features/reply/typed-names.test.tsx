import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { createDesktopDouble } from './testing/desktop-double.ts';
import { mountReply, waitFor } from './testing/mount.tsx';

test('a comma inside a quoted name does not end the recipient that is typed', async () => {
  const { place } = await mountReply(createDesktopDouble());
  const input = await waitFor(() => place.querySelector<HTMLInputElement>('.reply-recipients input'));
  await userEvent.click(input);
  await userEvent.keyboard('"Lind, Anna" <anna@x.example>,bo@x.example,');
  const names = [...place.querySelectorAll('.reply-chip-name')].map((chip) => chip.textContent);
  expect(names.slice(1)).toEqual(['Lind, Anna', 'bo@x.example']);
  expect(input.value).toBe('');
});
