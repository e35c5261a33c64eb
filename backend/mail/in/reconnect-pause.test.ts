import { expect, test } from 'vitest';
import type { ConnectionProblem } from '../connection-problem.ts';
import { chooseReconnectPause } from './reconnect-pause.ts';

const passing: ConnectionProblem = { step: 'connect', sentence: '', mend: '', lasting: false };
const lasting: ConnectionProblem = { step: 'sign-in', sentence: '', mend: '', lasting: true };

test('pauses grow from a second to five minutes', () => {
  expect(chooseReconnectPause(1, passing, 0)).toBe(1_000);
  expect([1, 2, 3, 4].map((failures) => chooseReconnectPause(failures, passing, 1))).toEqual([
    2_000, 4_000, 8_000, 16_000,
  ]);
  expect(chooseReconnectPause(1000, passing, 1)).toBe(300_000);
});

test('a refused login is not tried again within a minute', () => {
  expect(chooseReconnectPause(1, lasting, 0)).toBe(60_000);
  expect(chooseReconnectPause(50, lasting, 1)).toBe(300_000);
});

test('the pauses of many mailboxes lie apart', () => {
  const pauses = [0, 0.25, 0.5, 0.75].map((random) => chooseReconnectPause(6, passing, random));
  expect(new Set(pauses).size).toBe(4);
});

test('a server that says how long to wait is obeyed, for an hour at most', () => {
  const now = Date.now();
  const wanting = (seconds: number) => ({ ...passing, retryAt: new Date(now + seconds * 1000) });
  expect(chooseReconnectPause(1, wanting(90), 1, now)).toBe(90_000);
  expect(chooseReconnectPause(4, wanting(1), 1, now)).toBe(16_000);
  expect(chooseReconnectPause(1, wanting(1_000_000), 1, now)).toBe(3_600_000);
});
