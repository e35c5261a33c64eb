import { expect, test } from 'vitest';
import { runSendRound } from './send-round.ts';

// Many rounds: npm run faults -- send
test.for([21])(
  'every reply is delivered once or called uncertain wherever the connection to its server breaks (seed %i)',
  async (seed) => {
    const { problems } = await runSendRound({ seed, mails: 50, faults: 5 });
    expect(problems).toEqual([]);
  },
);
