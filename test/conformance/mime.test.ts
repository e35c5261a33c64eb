import { expect, test } from 'vitest';
import { readMail } from '../../backend/mail/mime/read-mail.ts';
import { corporaFolder, mailCollections, readCollection } from './corpora.ts';
import { expectMail } from './expected-mail.ts';

const folder = corporaFolder();
if (folder === null) {
  console.warn(
    'The mail collections are not here, so reading them is not tested: put them at ../shared/corpora or name their folder in POSTROOM_CORPORA.',
  );
}

/** Mails whose sender or words the crude rule sees and a reader should not: each with the reason. */
const explained: Readonly<Record<string, string>> = {
  'bounces-flufl/simple_35.txt': 'the address holds two @; the crude rule sees its second half only',
  'spam/00080.2dda9e4297c6b66bff478c9d2d3756f1.txt': 'the address holds two @; it is kept as it stands',
  'spam/00208.c9e30fc9044cdc50682c2e2d2be4c466.txt':
    'the local part is quoted and holds an @ (RFC 5322 §3.4.1)',
};

test.runIf(folder !== null)(
  'the mail collections are read without an exception, a lost sender or a lost body',
  () => {
    const lost: string[] = [];
    const times: number[] = [];
    const counts = { mails: 0, from: 0, fromKept: 0, bodies: 0, bodiesKept: 0, faulty: 0 };
    for (const collection of mailCollections) {
      for (const { file, raw } of readCollection(folder ?? '', collection)) {
        const expected = expectMail(raw);
        const start = performance.now();
        const mail = readMail(raw);
        times.push(performance.now() - start);
        counts.mails++;
        if (mail.problems.length > 0) counts.faulty++;
        expect([file, mail.isComplete]).toEqual([file, true]);
        if (expected.from.length > 0) {
          counts.from++;
          if (expected.from.includes(mail.from?.address.toLowerCase() ?? '')) counts.fromKept++;
          else lost.push(`${file}: the sender is ${expected.from.join(' or ')}, not ${mail.from?.address}`);
        }
        if (expected.words !== null) {
          counts.bodies++;
          const missing = missingWords(expected.words, mail.text);
          if (missing.length === 0) counts.bodiesKept++;
          else
            lost.push(
              `${file}: ${missing.length} of ${expected.words.length} words are missing, such as ${missing[0]}`,
            );
        }
      }
    }
    console.log(report(counts, times));
    expect(lost.filter((line) => explained[line.slice(0, line.indexOf(':'))] === undefined)).toEqual([]);
  },
);

function missingWords(words: readonly string[], text: string): readonly string[] {
  const present = new Map<string, number>();
  for (const word of text.match(/[A-Za-z]+/g) ?? []) present.set(word, (present.get(word) ?? 0) + 1);
  return words.filter((word) => {
    const left = present.get(word) ?? 0;
    present.set(word, left - 1);
    return left <= 0;
  });
}

function report(
  counts: {
    mails: number;
    from: number;
    fromKept: number;
    bodies: number;
    bodiesKept: number;
    faulty: number;
  },
  times: readonly number[],
): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(2);
  const seconds = times.reduce((sum, time) => sum + time, 0) / 1000;
  return [
    `${counts.mails} mails read, 0 exceptions; ${counts.faulty} with faults named`,
    `senders kept: ${counts.fromKept} of ${counts.from} that can be checked`,
    `bodies kept: ${counts.bodiesKept} of ${counts.bodies} that can be checked`,
    `milliseconds a mail: p50 ${at(0.5)}, p99 ${at(0.99)}, most ${at(1)}; ${Math.round(counts.mails / seconds)} mails a second`,
  ].join('\n');
}
