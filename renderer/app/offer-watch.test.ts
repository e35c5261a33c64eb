import { expect, test } from 'vitest';
import { sampleRow } from '../testing/sample-work.ts';
import { deadlineOf } from './offer-watch.ts';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const offer = sampleRow(now, 1, 'offered', 0);

test('an offer ends when the server says', () => {
  expect(deadlineOf(offer, 60_000, now)).toBe(now + 47_000);
});

test.each([-3_600_000, 3_600_000])('a clock that is wrong by %i ms leaves the whole time', (skew) => {
  expect(deadlineOf(offer, 60_000, now + skew)).toBe(now + skew + 60_000);
});
