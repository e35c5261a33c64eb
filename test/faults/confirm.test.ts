import { expect, test } from 'vitest';
import { runConfirmRound } from './confirm-round.ts';

test.for([301])(
  'a mail to two service accesses becomes two interactions and is confirmed once, however often all is killed (seed %i)',
  async (seed) => {
    const { problems } = await runConfirmRound({ seed, mails: 60, faults: 4 });
    expect(problems).toEqual([]);
  },
);
