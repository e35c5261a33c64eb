import { expect, test } from 'vitest';
import { sampleInteraction, sampleOutgoing } from '../../testing/sample-mails.ts';
import { sampleRow } from '../../testing/sample-work.ts';
import { applyToDetails, type Detail } from './message-store.ts';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const row = sampleRow(now, 1, 'open', 5);
const details = new Map([[row.id, { state: 'ready', interaction: sampleInteraction(now, row) } as Detail]]);

test('a changed interaction keeps its messages and takes its new state', () => {
  const next = applyToDetails(details, {
    type: 'interaction.changed',
    revision: 2,
    interaction: { ...row, epoch: 2, state: 'parked' },
  });
  const detail = next.get(row.id);
  expect(detail?.state === 'ready' && detail.interaction.state).toBe('parked');
  expect(detail?.state === 'ready' && detail.interaction.messages).toHaveLength(1);
});

test('late news and news of what is not open change nothing', () => {
  const late = { type: 'interaction.changed', revision: 2, interaction: { ...row, epoch: 0 } } as const;
  expect(applyToDetails(details, late)).toBe(details);
  const other = sampleRow(now, 2, 'open', 5);
  expect(applyToDetails(details, { type: 'interaction.changed', revision: 2, interaction: other })).toBe(
    details,
  );
});

test('one that left what the agent may see says so', () => {
  const next = applyToDetails(details, { type: 'interaction.gone', revision: 3, interactionId: row.id });
  expect(next.get(row.id)).toEqual({ state: 'failed', code: 'not-found' });
});

test('what becomes of a sent mail is folded into the interaction that it was sent on', () => {
  const sent = { ...sampleOutgoing(now, 1, 'sending', {}), interactionId: row.id };
  const open: Detail = {
    state: 'ready',
    interaction: { ...sampleInteraction(now, row), outgoing: [sent] },
  };
  const next = applyToDetails(new Map([[row.id, open]]), {
    type: 'outgoing.changed',
    revision: 4,
    outgoing: { ...sent, state: 'accepted' },
  });
  const detail = next.get(row.id);
  expect(detail?.state === 'ready' && detail.interaction.outgoing).toMatchObject([{ state: 'accepted' }]);
});
