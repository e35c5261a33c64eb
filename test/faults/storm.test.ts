import { expect, test } from 'vitest';
import { runStormRound } from './storm-round.ts';

// Many rounds: npm run faults -- storm
test.for([1001])(
  'machines that storm in get no automatic mail, and people one each, whatever is killed (seed %i)',
  async (seed) => {
    const { problems } = await runStormRound({ seed, mails: 60, faults: 2 });
    expect(problems).toEqual([]);
  },
);
