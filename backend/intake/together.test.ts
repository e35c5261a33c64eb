import { expect, test } from 'vitest';
import { together } from './together.ts';

const limits = { items: 4, bytes: 100, bytesOf: () => 1 };

test('what is asked in one breath, and what comes while that is done, goes together and in its order', async () => {
  const batches: (readonly number[])[] = [];
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const ask = together<number, string>(limits, async (items) => {
    batches.push(items);
    begun.resolve();
    await gate.promise;
    return items.map(String);
  });
  const first = [ask(1), ask(2)];
  await begun.promise;
  const later = [ask(3), ask(4)];
  gate.resolve();
  expect(await Promise.all([...first, ...later])).toEqual(['1', '2', '3', '4']);
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('no more than the most go into one, by their number and their bytes, and a larger one goes alone', async () => {
  const batches: (readonly number[])[] = [];
  const ask = together<number, number>({ ...limits, bytesOf: (item) => item }, async (items) => {
    await Promise.resolve();
    batches.push(items);
    return items;
  });
  const sizes = [1, 2, 3, 4, 5, 90, 6, 500, 1];
  expect(await Promise.all(sizes.map(ask))).toEqual(sizes);
  expect(batches).toEqual([[1, 2, 3, 4], [5, 90], [6], [500], [1]]);
});

test('of those that went together, only the one that cannot be done fails', async () => {
  const ask = together<number, number>(limits, async (items) => {
    await Promise.resolve();
    if (items.includes(3)) throw new Error('no place for 3');
    return items;
  });
  expect(await Promise.allSettled([1, 2, 3, 4].map(ask))).toEqual([
    { status: 'fulfilled', value: 1 },
    { status: 'fulfilled', value: 2 },
    { status: 'rejected', reason: new Error('no place for 3') },
    { status: 'fulfilled', value: 4 },
  ]);
});
