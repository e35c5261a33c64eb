import axe from 'axe-core';
import { page, userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import type { MailId } from '../../../contract/domain/ids.ts';
import type { DeliveryEvent } from '../../../contract/domain/mail-kind.ts';
import { useLanguage } from '../../strings/strings.ts';
import { sampleRows } from '../../testing/sample-work.ts';
import { useTestPage } from '../../testing/test-page.ts';
import { InteractionRow } from '../inbox/interaction-row.tsx';
import { DeliveryTimeline } from './delivery-timeline.tsx';

const testPage = useTestPage();

const failed: DeliveryEvent = {
  at: '2026-03-03T10:00:00.000Z',
  mailId: '7' as MailId,
  recipient: 'jo@customer.example',
  action: 'failed',
  status: '5.2.2',
  diagnostic: '552 5.2.2 <b>Mailbox</b> full',
  final: true,
  cause: 'mailbox-full',
};
const read: DeliveryEvent = { ...failed, action: 'displayed', status: null, diagnostic: '', cause: null };

function show(deliveries: readonly DeliveryEvent[]): void {
  testPage.render(
    <>
      <h1>Mail</h1>
      <DeliveryTimeline deliveries={deliveries} />
    </>,
  );
}

test('each report says in words what became of the mail, for whom and when', async () => {
  show([failed, read]);
  const items = page.getByRole('listitem');
  await expect.element(items.nth(0).getByText('mailbox full, final', { exact: true })).toBeVisible();
  await expect.element(items.nth(0).getByText('jo@customer.example', { exact: true })).toBeVisible();
  await expect.element(items.nth(1).getByText('read', { exact: true })).toBeVisible();
  const { violations } = await axe.run(document);
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test('the words of the server open by keyboard, as text', async () => {
  show([failed]);
  await userEvent.tab();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByText('552 5.2.2 <b>Mailbox</b> full')).toBeVisible();
});

test('it speaks French where the screens do', async () => {
  useLanguage.getState().setLanguage('fr');
  show([failed]);
  await expect.element(page.getByText('boîte aux lettres pleine, définitif')).toBeVisible();
});

test('a work item in a list says why the mail could not be delivered', async () => {
  const [row] = sampleRows(Date.now(), 1);
  if (!row) throw new Error('no sample');
  const { recipient, status, cause } = failed;
  testPage.render(
    <InteractionRow
      interaction={{ ...row, kind: 'ndr', delivery: { recipient, status, cause } }}
      showsGroup
    />,
  );
  await expect.element(page.getByText('Could not be delivered: mailbox full, final')).toBeVisible();
});
