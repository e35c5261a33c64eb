import { expect, test } from 'vitest';
import { runRestoreRound } from './restore-round.ts';

// Many rounds: npm run faults -- restore
test.for([701])(
  'after a backup was restored nothing is sent a second time, and what came since is there once (seed %i)',
  async (seed) => {
    const { problems } = await runRestoreRound({ seed, mails: 20, faults: 1 });
    expect(problems).toEqual([]);
  },
);
