import { expect, test } from 'vitest';
import { writeTogether } from './write-together.ts';

test('what comes while one is being written is written together, in its order', async () => {
  const batches: (readonly number[])[] = [];
  const gate = Promise.withResolvers<void>();
  const write = writeTogether<number, string>(10, async (items) => {
    batches.push(items);
    if (batches.length === 1) await gate.promise;
    return items.map(String);
  });
  const results = Promise.all([1, 2, 3].map(write));
  gate.resolve();
  expect(await results).toEqual(['1', '2', '3']);
  expect(batches).toEqual([[1], [2, 3]]);
});

test('no more than the most go into one', async () => {
  const sizes: number[] = [];
  const write = writeTogether<number, number>(4, async (items) => {
    await Promise.resolve();
    sizes.push(items.length);
    return items;
  });
  await Promise.all(Array.from({ length: 10 }, (_, index) => write(index)));
  expect(sizes).toEqual([1, 4, 4, 1]);
});

test('of those written together, only the one that cannot be written fails', async () => {
  const write = writeTogether<number, number>(10, async (items) => {
    await Promise.resolve();
    if (items.includes(3)) throw new Error('no place for 3');
    return items;
  });
  expect(await Promise.allSettled([1, 2, 3, 4].map(write))).toEqual([
    { status: 'fulfilled', value: 1 },
    { status: 'fulfilled', value: 2 },
    { status: 'rejected', reason: new Error('no place for 3') },
    { status: 'fulfilled', value: 4 },
  ]);
});
