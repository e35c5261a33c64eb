import { expect, test } from 'vitest';
import { runPatienceRound } from './patience-round.ts';

// Many rounds: npm run faults -- patience
test.for([901])(
  'a reply that is put off is tried for 48 hours, delivered once or not at all, and its agent is told (seed %i)',
  async (seed) => {
    const { problems } = await runPatienceRound({ seed, mails: 20, faults: 0 });
    expect(problems).toEqual([]);
  },
);
