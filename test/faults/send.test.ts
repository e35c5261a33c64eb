import { expect, test } from 'vitest';
import { runSendRound } from './send-round.ts';

// Many rounds: npm run faults -- send
test.for([501, 502])(
  'every reply is delivered once or called uncertain wherever the connection to its server breaks (seed %i)',
  async (seed) => {
    const { problems } = await runSendRound({ seed, mails: 40, faults: 6 });
    expect(problems).toEqual([]);
  },
);
