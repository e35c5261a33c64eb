import axe from 'axe-core';
import { flushSync } from 'react-dom';
import { page } from 'vitest/browser';
import { expect, test } from 'vitest';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { useLanguage } from '../../strings/strings.ts';
import { sampleInteraction } from '../../testing/sample-mails.ts';
import { sampleRows } from '../../testing/sample-work.ts';
import { useTestPage } from '../../testing/test-page.ts';
import { InteractionRow } from '../inbox/interaction-row.tsx';
import { WhyPanel } from './why-panel.tsx';

const testPage = useTestPage();

function interaction(changes: Partial<Interaction> = {}): Interaction {
  const now = Date.parse('2026-11-20T12:00:00.000Z');
  const [row] = sampleRows(now, 1);
  if (!row) throw new Error('there is no sample');
  const sample = sampleInteraction(now, row);
  const rules = [
    {
      name: 'Refunds',
      fired: true,
      because: 'the subject “My refund” contains “refund”',
      did: ['routed to Billing', 'tagged “refund”'],
    },
  ];
  return { ...sample, routing: { ...sample.routing, rules }, ...changes };
}

test('the panel says which rules fired, on what condition, and what they did', async () => {
  testPage.render(<WhyPanel interaction={interaction()} isOpen onOpenChange={() => undefined} />);
  await expect.element(page.getByRole('heading', { name: 'Rules' })).toBeVisible();
  const item = document.querySelector('.why li')?.textContent ?? '';
  expect(item).toContain('Refunds');
  expect(item).toContain('the subject “My refund” contains “refund”');
  expect(item).toContain('→ routed to Billing, tagged “refund”');
  await expect.poll(() => document.getAnimations().length).toBe(0);
  const { violations } = await axe.run(document);
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test('a row tells priority and tags, also to screen readers and in French', () => {
  const raised = interaction({ priority: 7, tags: ['vip', 'refund', 'late'] });
  testPage.render(<InteractionRow interaction={raised} showsGroup={false} />);
  expect(testPage.place.querySelector('[aria-label="priority 7"]')).not.toBeNull();
  expect(testPage.place.textContent).toContain('Tags: vip, refund, late');
  expect([...testPage.place.querySelectorAll('.ui-tag')].map((tag) => tag.textContent)).toEqual([
    'vip',
    '+2',
  ]);
  flushSync(() => useLanguage.getState().setLanguage('fr'));
  expect(testPage.place.querySelector('[aria-label="priorité 7"]')).not.toBeNull();
  expect(testPage.place.textContent).toContain('Étiquettes: vip');
  testPage.render(<InteractionRow interaction={interaction()} showsGroup={false} />);
  expect(testPage.place.querySelector('.ui-tag, [aria-label^="priorité"]')).toBeNull();
});
