import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import { createDesktopDouble } from './testing/desktop-double.ts';
import { mountReply, waitFor } from './testing/mount.tsx';
import { sampleResponses } from './testing/samples.ts';

const names = () =>
  [...document.querySelectorAll('[role="treeitem"] .response-name bdi:first-child')].map(
    (each) => each.textContent,
  );

test('an open tree shows the new responses when the response file has changed', async () => {
  let root = sampleResponses;
  const desktop = createDesktopDouble({ 'responses.list': () => Promise.resolve({ root }) });
  const { text } = await mountReply(desktop);
  await waitFor(() => desktop.inputsOf('responses.list').length > 0, 'responses read');
  expect(desktop.inputsOf('responses.list')[0]?.culture).toBe(desktop.server.culture);
  await userEvent.click(text);
  await userEvent.keyboard('{Control>}{Shift>}r{/Shift}{/Control}');
  await waitFor(() => names().length > 0, 'shown');
  expect(names()).toContain('New address');

  const [billing] = sampleResponses.categories;
  root = { ...sampleResponses, categories: billing ? [billing] : [] };
  desktop.emit({ type: 'realtime', event: { type: 'responses.changed', revision: 9 } });
  await waitFor(() => !names().includes('New address'), 'shown anew');
  expect(names()).toEqual(['Late fee', 'Payment in instalments']);
});
