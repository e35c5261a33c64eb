import { expect, test } from 'vitest';
import { runTokenRound } from './token-round.ts';

// Many rounds: npm run faults -- token
test.for([539])(
  'with tokens revoked and expired mail comes in and goes out once, and none is fetched without need (seed %i)',
  async (seed) => {
    const { problems } = await runTokenRound({ seed, mails: 6, faults: 2 });
    expect(problems).toEqual([]);
  },
);
