import { expect, test } from 'vitest';
import { runIntakeRound } from './intake-round.ts';

// Twenty rounds with 500 mails each: npm run faults -- intake
test.for([101, 103])(
  'every mail becomes one interaction however often backend and database are killed (seed %i)',
  async (seed) => {
    const { problems } = await runIntakeRound({ seed, mails: 120, faults: 4 });
    expect(problems).toEqual([]);
  },
);
