import { expect, test, vi } from 'vitest';
import { limitBeginnings } from './beginnings.ts';

const never = new AbortController().signal;
const limits = { all: 3, perHost: 2, longest: 60_000 };

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Asks for all of the hosts, one after the other. */
async function askFor(hosts: readonly string[]) {
  const beginnings = limitBeginnings(limits);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  async function ask(name: string, host: string): Promise<void> {
    const end = await beginnings.begin(host, never);
    begun.push(name);
    ends.push(end);
  }
  hosts.forEach((host, index) => void ask(`${host}${index}`, host));
  await settle();
  return { begun, ends, ask, beginnings };
}

test('so many begin at a time, fewer with one host, and the next in the order of asking when one is done', async () => {
  const { begun, ends } = await askFor(['a', 'a', 'a', 'a', 'b', 'b']);
  expect(begun).toEqual(['a0', 'a1', 'b4']);
  ends[0]?.();
  ends[0]?.();
  await settle();
  expect(begun).toEqual(['a0', 'a1', 'b4', 'a2']);
  ends[2]?.();
  await settle();
  expect(begun).toEqual(['a0', 'a1', 'b4', 'a2', 'b5']);
});

test('one that takes too long makes room', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { begun } = await askFor(['a', 'a', 'a']);
    expect(begun).toEqual(['a0', 'a1']);
    vi.advanceTimersByTime(limits.longest);
    await settle();
    expect(begun).toEqual(['a0', 'a1', 'a2']);
  } finally {
    vi.useRealTimers();
  }
});

test('who gives up waiting takes no turn', async () => {
  const { begun, ends, ask, beginnings } = await askFor(['a', 'a']);
  const stopping = new AbortController();
  const waiting = beginnings.begin('a', stopping.signal);
  void ask('last', 'a');
  stopping.abort();
  (await waiting)();
  await settle();
  expect(begun).toEqual(['a0', 'a1']);
  ends[0]?.();
  await settle();
  expect(begun).toEqual(['a0', 'a1', 'last']);
});
