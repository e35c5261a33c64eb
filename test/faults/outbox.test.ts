import { expect, test } from 'vitest';
import { runOutboxRound } from './outbox-round.ts';

// Twenty rounds with 200 replies each: npm run faults -- outbox
test.for([201])(
  'every reply is delivered once or called uncertain however often backend and database are killed (seed %i)',
  async (seed) => {
    const { problems } = await runOutboxRound({ seed, mails: 60, faults: 4 });
    expect(problems).toEqual([]);
  },
);
