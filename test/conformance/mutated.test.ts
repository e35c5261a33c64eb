import { afterAll, expect, test } from 'vitest';
import { createMailReader } from '../../backend/mail/mime/mail-reader.ts';
import { seedRandom } from '../faults/seeded-random.ts';
import { mutate } from './mutated-mail.ts';

const seed = Number(process.env['POSTROOM_SEED'] ?? 20250505);
const count = 3000;

const reader = createMailReader({ threads: 2 });
afterAll(() => reader.stop());

test(`${count} mails that were damaged by chance (POSTROOM_SEED=${seed}) are read, with sender and body`, async () => {
  const random = seedRandom(seed);
  const mails = Array.from({ length: count }, () => mutate(random));
  const lost: string[] = [];
  const counts = { from: 0, fromKept: 0, words: 0, wordsKept: 0 };
  const read = await Promise.all(mails.map(({ raw }) => reader.read(raw)));
  for (const [index, mail] of read.entries()) {
    const { how, from, words, raw } = mails[index] ?? mutate(random);
    const name = `mail ${index} (${how})`;
    if (!mail.isComplete) lost.push(`${name}: wrapped, ${mail.problems[0]}`);
    if (from !== null) {
      counts.from++;
      if (mail.from?.address === from) counts.fromKept++;
      else lost.push(`${name}: the sender is ${mail.from?.address}\n${raw.toString('latin1').slice(0, 900)}`);
    }
    // A word may be left in one form of the body only.
    const body = `${mail.text}\n${mail.html ?? ''}`;
    const missing = words.filter((word) => !body.includes(word));
    counts.words += words.length;
    counts.wordsKept += words.length - missing.length;
    if (missing.length > 0) lost.push(`${name}: ${missing.length} of ${words.length} words are missing`);
  }
  console.log(
    `${count} damaged mails read, 0 exceptions; senders kept: ${counts.fromKept} of ${counts.from}; words kept: ${counts.wordsKept} of ${counts.words}`,
  );
  expect(lost).toEqual([]);
});
