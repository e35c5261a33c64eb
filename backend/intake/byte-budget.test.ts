import { expect, test } from 'vitest';
import { openByteBudget } from './byte-budget.ts';

const mega = 1024 * 1024;

/** Works that end when they are told to, and which of them have begun. */
function openWorks(limit: number) {
  const budget = openByteBudget(limit);
  const begun: string[] = [];
  const work = (name: string, bytes: number) => {
    const told = Promise.withResolvers<void>();
    const ended = budget.within(bytes, () => {
      begun.push(name);
      return told.promise;
    });
    return {
      end: async () => {
        told.resolve();
        await ended;
      },
      fail: async () => {
        told.reject(new Error('broken'));
        await ended.catch(() => undefined);
      },
    };
  };
  return { begun, work };
}

test('large things wait for room, in their order, and small ones for nothing', async () => {
  const { begun, work } = openWorks(10 * mega);
  const first = work('first', 6 * mega);
  const second = work('second', 5 * mega);
  const third = work('third', 2 * mega);
  await work('small', 1000).end();
  expect(begun).toEqual(['small', 'first']);
  await first.fail();
  await Promise.all([second.end(), third.end()]);
  expect(begun).toEqual(['small', 'first', 'second', 'third']);
});

test('what is larger than all the room has it alone', async () => {
  const { begun, work } = openWorks(10 * mega);
  const whole = work('whole', 50 * mega);
  const next = work('next', 2 * mega);
  await work('small', 1).end();
  expect(begun).not.toContain('next');
  await whole.end();
  await next.end();
  expect(begun).toEqual(['small', 'whole', 'next']);
});
