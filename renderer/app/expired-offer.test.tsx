import { beforeAll, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { agentId, sampleRow } from '../testing/sample-work.ts';
import type { SampleBridge } from '../testing/sample-bridge.ts';
import { mountApp } from './testing/mount-app.tsx';

beforeAll(() => page.viewport(1280, 800));

const now = Date.now();
const offered = sampleRow(now, 3, 'offered', 3);

/** What the backend tells when an offer is not answered. */
function expire(bridge: SampleBridge): void {
  const interaction = { ...offered, state: 'queued', agent: null, epoch: 2, offerExpiresAt: null } as const;
  bridge.emit({ type: 'realtime', event: { type: 'interaction.changed', revision: 20, interaction } });
  const presence = {
    state: 'not-ready',
    reason: 'offer-timed-out',
    since: new Date().toISOString(),
  } as const;
  bridge.emit({ type: 'realtime', event: { type: 'presence.changed', revision: 21, agentId, presence } });
}
function mountWith(...others: readonly ReturnType<typeof sampleRow>[]): SampleBridge {
  return mountApp({
    answers: {
      'interactions.list': ({ list }: { list: string }) => {
        const interactions = list === 'mine' ? [offered, ...others] : [];
        return { interactions, total: interactions.length };
      },
    },
  });
}
const told = /“Wrong size delivered” from Oliver Grant went back to Returns & refunds. You are not ready now/;

test('with nothing else to do, it is said which offer went, where to, and that I am not ready', async () => {
  const bridge = mountWith();
  await expect.element(page.getByRole('region', { name: 'Offer for you' })).toBeVisible();
  expire(bridge);
  await expect.element(page.getByText('An offer was not answered in time')).toBeVisible();
  await expect.element(page.getByText(told)).toBeVisible();
  await page.getByRole('button', { name: 'Become ready' }).click();
  await expect.element(page.getByText(told)).not.toBeInTheDocument();
});

test('it is said over the list too, and whole in the tooltip of the presence', async () => {
  const bridge = mountWith(sampleRow(now, 0, 'open', 12));
  await expect.element(page.getByRole('region', { name: 'Offer for you' })).toBeVisible();
  expire(bridge);
  await expect.element(page.getByText(told)).toBeVisible();
  await userEvent.keyboard('{Tab}');
  const presence = page.getByRole('button', { name: /Presence:.*Offer not answered/ });
  await presence.hover();
  await expect.poll(() => page.getByRole('tooltip').element().textContent).toMatch(told);
});
