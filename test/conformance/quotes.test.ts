import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replyTextOf } from '../../backend/mail/mime/reply/reply-text.ts';
import { corporaFolder } from './corpora.ts';
import { expectedReplies } from './expected-replies.ts';

const folder = corporaFolder();
if (folder === null)
  console.warn(
    'The collections of replies are not here, so telling replies from quotes is not tested on them.',
  );

/** Replies that we read otherwise than their collection, each with the reason. */
const explained: Readonly<Record<string, string>> = {
  'quotes-crisp/fixtures/email_3': 'a last line "-Name" is a signature, as the other two collections have it',
  'quotes-crisp/fixtures/email_emoji': 'name and post below a dash are a signature',
  'quotes-github/emails/email_long_quote':
    'a line in small letters below a cut-off quote is the rest of that quote',
};

test.runIf(folder !== null)(
  'the replies of the collections are told apart from quotes and signatures',
  () => {
    const missed: string[] = [];
    let exact = 0;
    let replies = 0;
    for (const [place, byLines] of Object.entries(expectedReplies)) {
      for (const [ranges, names] of Object.entries(byLines)) {
        for (const name of names.split(' ')) {
          const text = readFileSync(join(folder ?? '', place, `${name}.txt`), 'utf8').replaceAll(
            '\r\n',
            '\n',
          );
          replies++;
          if (bare(replyTextOf(text, null)) === bare(linesOf(text, ranges))) exact++;
          else missed.push(`${place}/${name}`);
        }
      }
    }
    console.log(
      [
        `${replies} replies, ${exact} exact; the others:`,
        ...missed.map((one) => `  ${one}: ${explained[one] ?? 'not explained'}`),
      ].join('\n'),
    );
    expect(missed.filter((one) => explained[one] === undefined)).toEqual([]);
  },
);

/** @param ranges `1-5 9` */
function linesOf(text: string, ranges: string): string {
  const lines = text.split('\n');
  return ranges
    .split(' ')
    .map((range) => {
      const [from = 1, to = from] = range.split('-').map(Number);
      return lines.slice(from - 1, to).join('\n');
    })
    .join('\n');
}

/** Empty lines and blanks at line ends tell nothing. */
function bare(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');
}
