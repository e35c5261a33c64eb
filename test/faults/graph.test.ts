import { expect, test } from 'vitest';
import { runGraphRound } from './graph-round.ts';

// Twenty rounds with 100 mails in and out each: npm run faults -- graph
test.for([301])(
  'by Microsoft Graph every mail comes in once and no reply leaves twice, whatever breaks (seed %i)',
  async (seed) => {
    const { problems } = await runGraphRound({ seed, mails: 40, faults: 3 });
    expect(problems).toEqual([]);
  },
);
