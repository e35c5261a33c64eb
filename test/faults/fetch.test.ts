import { expect, test } from 'vitest';
import { runFetchRound } from './fetch-round.ts';

// Many rounds: npm run faults -- fetch
test.for([401])(
  'every mail is there once and whole wherever the connection to its mailbox breaks (seed %i)',
  async (seed) => {
    const { problems } = await runFetchRound({ seed, mails: 40, faults: 4 });
    expect(problems).toEqual([]);
  },
);
