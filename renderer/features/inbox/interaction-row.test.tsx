import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import type { InteractionSummary } from '../../../contract/domain/interaction.ts';
import { instant, sampleRow } from '../../testing/sample-work.ts';
import { useTestPage } from '../../testing/test-page.ts';
import { InteractionRow } from './interaction-row.tsx';

const testPage = useTestPage();
const now = Date.now();
const begun = sampleRow(now, 3, 'open', 190);
const writtenAgain = (name: string, address: string): InteractionSummary => ({
  ...begun,
  mailCount: 3,
  newest: { from: { name, address }, at: instant(now, 5), preview: 'And the screws are missing as well.' },
});
const show = (interaction: InteractionSummary) =>
  testPage.render(<InteractionRow interaction={interaction} showsGroup />);

test('a row tells of the newest mail, how many there are, and since when the customer waits', async () => {
  show(writtenAgain(begun.from.name, begun.from.address.toUpperCase()));
  await expect.element(page.getByText('And the screws are missing as well.', { exact: true })).toBeVisible();
  await expect.element(page.getByText(/^Hi, I ordered/)).not.toBeInTheDocument();
  await expect.element(page.getByText('3 mails')).toBeInTheDocument();
  await expect.element(page.getByText('newest mail 5m ago, waiting for 3h')).toBeInTheDocument();
  await expect.element(page.getByText('5m', { exact: true })).toBeVisible();
});

test('words of somebody else than whom the row names come with the name', async () => {
  show(writtenAgain('نورة', 'noura@mail.example'));
  expect(testPage.place.querySelector('.row-preview')?.textContent).toBe(
    'نورة: And the screws are missing as well.',
  );
});

test('a row of one mail counts nothing', async () => {
  show({ ...begun, mailCount: 1 });
  await expect.element(page.getByText(/^Hi, I ordered/)).toBeVisible();
  expect(testPage.place.querySelector('.row-count')).toBeNull();
  await expect.element(page.getByText('waiting for 3h', { exact: true })).toBeInTheDocument();
});
