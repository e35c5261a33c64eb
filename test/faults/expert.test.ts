import { expect, test } from 'vitest';
import { runExpertRound } from './expert-round.ts';

test.for([401])(
  'the answer of an expert comes into its draft once, however often all is killed (seed %i)',
  async (seed) => {
    const { problems } = await runExpertRound({ seed, mails: 40, faults: 4 });
    expect(problems).toEqual([]);
  },
);
