import { expect, test } from 'vitest';
import { runBombRound } from './bomb-round.ts';

// Many rounds: npm run faults -- bomb
test.for([801])(
  'mails made to choke parsers are queued as wrapping messages, and all other mail as it is (seed %i)',
  async (seed) => {
    const { problems } = await runBombRound({ seed, mails: 30, faults: 3 });
    expect(problems).toEqual([]);
  },
);
