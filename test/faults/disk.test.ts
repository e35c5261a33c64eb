import { expect, test } from 'vitest';
import { runDiskRound } from './disk-round.ts';

// Many rounds: npm run faults -- disk
test.for([604])(
  'whenever the disk is full and freed again, mail comes in once and no reply leaves twice (seed %i)',
  async (seed, { skip }) => {
    const result = await runDiskRound({ seed, mails: 8, faults: 1 });
    if (!result) skip('a small disk cannot be mounted here: it takes root');
    expect(result?.problems).toEqual([]);
  },
);
