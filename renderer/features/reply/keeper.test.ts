import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createKeeper } from './keeper.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('someone who never pauses is kept within the delay, again and again', async () => {
  const keep = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const keeper = createKeeper(keep, 400);
  for (let time = 0; time < 2000; time += 50) {
    keeper.touch();
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(keep.mock.calls.length).toBeGreaterThanOrEqual(4);
});

test('a flush keeps at once and waits until it is done', async () => {
  const disk = Promise.withResolvers<void>();
  const keep = vi.fn<() => Promise<void>>(() => disk.promise);
  const keeper = createKeeper(keep, 400);
  keeper.touch();
  let isDone = false;
  const flushed = (async () => {
    await keeper.flush();
    isDone = true;
  })();
  await vi.advanceTimersByTimeAsync(0);
  expect([keep.mock.calls.length, isDone, keeper.isDirty()]).toEqual([1, false, false]);
  disk.resolve();
  await flushed;
  expect(isDone).toBe(true);
});

test('two keeps never run at once', async () => {
  let running = 0;
  let most = 0;
  const keeper = createKeeper(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => {
      setTimeout(resolve, 1000);
    });
    running -= 1;
  }, 100);
  for (let turn = 0; turn < 5; turn += 1) {
    keeper.touch();
    await vi.advanceTimersByTimeAsync(150);
  }
  await vi.runAllTimersAsync();
  expect(most).toBe(1);
});
