import { expect, test } from 'vitest';
import { chooseNextAttempt } from './retry-schedule.ts';

const queued = new Date('2026-02-02T10:00:00Z');

test('attempts follow after 1, 5, 15 and then every 60 minutes', () => {
  const pauses = [1, 2, 3, 4, 5, 40].map((attempts) => {
    const next = chooseNextAttempt(queued, attempts, queued);
    return next && (next.getTime() - queued.getTime()) / 60_000;
  });
  expect(pauses).toEqual([1, 5, 15, 60, 60, 60]);
});

test('after 48 hours it is given up', () => {
  expect(chooseNextAttempt(queued, 40, new Date('2026-02-04T08:59:00Z'))).not.toBeNull();
  expect(chooseNextAttempt(queued, 50, new Date('2026-02-04T09:01:00Z'))).toBeNull();
});
