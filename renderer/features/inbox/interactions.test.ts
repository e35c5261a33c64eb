import { expect, test } from 'vitest';
import type { InteractionSummary } from '../../../contract/domain/interaction.ts';
import { agentId, sampleRow } from '../../testing/sample-work.ts';
import {
  applyToInteractions,
  countWaiting,
  selectMine,
  selectWaiting,
  type Interactions,
} from './interactions.ts';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const put = (interactions: Interactions, interaction: InteractionSummary) =>
  applyToInteractions(interactions, { type: 'changed', interaction });
const waiting = sampleRow(now, 1, 'queued', 5);
const none: Interactions = new Map();

test('a snapshot of an older lease is late and changes nothing', () => {
  const newer = put(none, { ...waiting, epoch: 3, state: 'open' });
  expect(put(newer, { ...waiting, epoch: 2 })).toBe(newer);
});

test('a closed interaction leaves, one that nobody knew changes nothing', () => {
  const known = put(none, waiting);
  expect(put(known, { ...waiting, epoch: 2, state: 'closed' }).size).toBe(0);
  expect(put(none, { ...waiting, state: 'closed' })).toBe(none);
  expect(applyToInteractions(none, { type: 'gone', id: waiting.id })).toBe(none);
});

test('the state that was given is not written into', () => {
  const known = put(none, waiting);
  put(known, { ...waiting, epoch: 2, subject: 'Other' });
  expect(known.get(waiting.id)?.subject).toBe(waiting.subject);
});

test('mine are told apart by state, in the order in which they came', () => {
  const rows = [
    sampleRow(now, 1, 'open', 5),
    sampleRow(now, 2, 'open', 50),
    sampleRow(now, 3, 'offered', 1),
    sampleRow(now, 4, 'parked', 9),
    { ...sampleRow(now, 5, 'open', 1), agent: { id: '99' as never, name: 'Other' } },
  ];
  const mine = selectMine(new Map(rows.map((row) => [row.id, row])), agentId);
  expect(mine.open.map(({ id }) => id)).toEqual(['1002', '1001']);
  expect(mine.offers).toHaveLength(1);
  expect(mine.parked).toHaveLength(1);
});

test('what waits is counted by group, higher priority stands first', () => {
  const rows = [
    sampleRow(now, 1, 'queued', 5),
    sampleRow(now, 2, 'queued', 50),
    { ...sampleRow(now, 4, 'queued', 1), priority: 5 },
    sampleRow(now, 6, 'open', 1),
  ];
  const interactions = new Map(rows.map((row) => [row.id, row]));
  expect([...countWaiting(interactions).values()].map(({ name, count }) => [name, count])).toEqual([
    ['Orders', 2],
    ['Kundendienst', 1],
  ]);
  expect(selectWaiting(interactions, null).map(({ id }) => id)).toEqual(['1004', '1002', '1001']);
});
