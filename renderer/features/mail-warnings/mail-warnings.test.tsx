import axe from 'axe-core';
import { expect, test } from 'vitest';
import type { MailWarning } from '../../../contract/domain/mail-warning.ts';
import { createDesktop } from '../../platform/desktop.ts';
import { DesktopContext } from '../../platform/desktop-context.ts';
import { useLanguage } from '../../strings/strings.ts';
import { createSampleBridge } from '../../testing/sample-bridge.ts';
import { useTestPage } from '../../testing/test-page.ts';
import { MailWarningsBanner } from './mail-warnings-banner.tsx';

const testPage = useTestPage();
const now = Date.now();

const failing: MailWarning = {
  server: 'main',
  direction: 'in',
  reason: 'failing',
  since: new Date(now - 60_000).toISOString(),
  problem: 'imap.example refuses the token.',
};

function show() {
  const bridge = createSampleBridge({ now });
  testPage.render(
    <DesktopContext.Provider value={createDesktop(bridge)}>
      <MailWarningsBanner />
    </DesktopContext.Provider>,
  );
  return (warnings: readonly MailWarning[]) => {
    bridge.emit({
      type: 'realtime',
      event: { type: 'mail-warnings.changed', revision: 50, warnings: [...warnings] },
    });
  };
}

const text = (): string => testPage.place.textContent;

test('an agent is told where mail does not come in, and no longer once it does', async () => {
  const tell = show();
  expect(text()).toBe('');
  tell([failing]);
  await expect
    .poll(text)
    .toMatch(/^No mail comes in through main since .+\. imap\.example refuses the token\.$/);
  expect((await axe.run(testPage.place)).violations).toEqual([]);
  tell([]);
  await expect.poll(text).toBe('');
});

test('each kind of silence has its words, in French as well, and many are counted', async () => {
  const tell = show();
  useLanguage.getState().setLanguage('fr');
  tell([
    { ...failing, direction: 'out' },
    { ...failing, server: 'sales', reason: 'no-contact' },
    { ...failing, server: 'billing', reason: 'quiet' },
    { ...failing, server: 'orders' },
  ]);
  await expect
    .poll(text)
    .toMatch(/ne part par main.*relevé les messages de sales.*billing est étrangement calme/);
  expect(text()).toContain('Et un autre serveur de messagerie.');
  expect(text()).not.toContain('orders');
});
