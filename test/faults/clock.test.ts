import { expect, test } from 'vitest';
import { runClockRound } from './clock-round.ts';

// Many rounds: npm run faults -- clock
test.for([601])(
  'a clock that is set back and forth by days sends nothing early, nothing twice, and gives nothing up (seed %i)',
  async (seed) => {
    const { problems } = await runClockRound({ seed, mails: 40, faults: 4 });
    expect(problems).toEqual([]);
  },
);
