import axe from 'axe-core';
import { userEvent } from 'vitest/browser';
import { expect, test } from 'vitest';
import type { MailAuthentication } from '../../../contract/domain/authentication.ts';
import { useLanguage } from '../../strings/strings.ts';
import { sampleInteraction } from '../../testing/sample-mails.ts';
import { sampleRows } from '../../testing/sample-work.ts';
import { useTestPage } from '../../testing/test-page.ts';
import { AuthenticityMark, AuthenticityWarning } from './authenticity-mark.tsx';

const testPage = useTestPage();

const authentic: MailAuthentication = {
  verdict: 'authentic',
  reason: 'dmarc-pass',
  domain: 'bank.example',
  lookAlike: null,
  spf: { result: 'fail', domain: 'relay.example' },
  dkim: [{ result: 'pass', domain: 'bank.example', selector: 's1', aligned: true }],
  dmarc: { result: 'pass', policy: 'reject' },
  arc: { result: 'pass', sealers: ['google.com'] },
  server: { name: 'mx.us.example', spf: 'fail', dkim: 'pass', dmarc: null },
};

function show(authentication: MailAuthentication): void {
  const [row] = sampleRows(Date.now(), 1);
  if (!row) throw new Error('no sample');
  const message = sampleInteraction(Date.now(), row).messages.at(-1);
  if (!message) throw new Error('no sample mail');
  testPage.render(
    <>
      <h1>Mail</h1>
      <AuthenticityMark authentication={authentication} />
      <AuthenticityWarning message={{ ...message, authentication }} />
    </>,
  );
}

async function seriousFindings(): Promise<readonly string[]> {
  const { violations } = await axe.run(document);
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id);
}

test('the mark is calm and tells its details by keyboard', async () => {
  show(authentic);
  expect(testPage.place.querySelector('.ui-notice')).toBeNull();
  await userEvent.keyboard('{Tab}{Enter}');
  await expect.poll(() => document.querySelector('.why')?.textContent).toContain('stands for this mail');
  const text = document.querySelector('.why')?.textContent ?? '';
  expect(text).toContain('failed, relay.example');
  expect(text).toContain('valid, bank.example');
  expect(text).toContain('valid, the domain asks: refuse');
  expect(text).toContain('valid, google.com');
  expect(text).toContain('mx.us.example: SPF failed, DKIM valid');
  await expect.poll(() => document.getAnimations().length).toBe(0);
  expect(await seriousFindings()).toEqual([]);
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => document.querySelector('.why')).toBeNull();
});

test('a forged sender is warned of at once', async () => {
  show({ ...authentic, verdict: 'forged', reason: 'dmarc-fail' });
  expect(testPage.place.querySelector('[role="alert"]')?.textContent).toContain(
    'very likely not from bank.example',
  );
  expect(await seriousFindings()).toEqual([]);
});

test('a sender who looks like another is warned of, in the language of the screens', () => {
  useLanguage.getState().setLanguage('fr');
  show({ ...authentic, lookAlike: { kind: 'domain', of: 'modern.example' }, domain: 'rnodern.example' });
  expect(testPage.place.querySelector('.ui-notice')?.textContent).toContain(
    'rnodern.example s’écrit de façon à ressembler à modern.example',
  );
  expect(testPage.place.textContent).toContain('Expéditeur confirmé');
});

test.each(['doubtful', 'unknown'] as const)('%s is said without a warning', (verdict) => {
  show({ ...authentic, verdict, reason: 'unproven', dkim: [], dmarc: null });
  expect(testPage.place.querySelector('.ui-notice')).toBeNull();
  expect(testPage.place.querySelector('button')?.textContent).toMatch(/^Sender (?:doubtful|not confirmed)$/);
});
