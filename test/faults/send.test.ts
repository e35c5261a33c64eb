import { expect, test } from 'vitest';
import { runSendRound } from './send-round.ts';

// Many rounds: npm run faults -- send
test.for([
  { seed: 501, mails: 40, faults: 6 },
  // A connection that breaks while the last bytes are held back: nothing may wait for their answer.
  { seed: 14, mails: 50, faults: 5 },
])(
  'every reply is delivered once or called uncertain wherever the connection to its server breaks (seed $seed)',
  async (settings) => {
    const { problems } = await runSendRound(settings);
    expect(problems).toEqual([]);
  },
);
