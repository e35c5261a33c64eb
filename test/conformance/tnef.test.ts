import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTnef } from '../../backend/mail/mime/special/tnef.ts';
import { corporaFolder } from './corpora.ts';

const corpora = corporaFolder();
const folder = corpora === null ? null : join(corpora, 'mime-mimekit/tnef');

/** Files of the lists that we name otherwise, each with the reason. */
const explained: Readonly<Record<string, string>> = {
  christmas: 'embedded mails are named by their subjects, and their own files are listed too',
  'long-filename': 'the list leaves the only file out',
  'missing-filenames': 'the list leaves out files that do have names',
};

test.runIf(folder !== null && existsSync(folder))(
  'the files within the winmail.dat of the collection are found',
  () => {
    const missed: string[] = [];
    const all = readdirSync(folder ?? '').filter((name) => name.endsWith('.tnef'));
    for (const name of all) {
      const base = name.replace(/\.tnef$/, '');
      const wanted = readFileSync(join(folder ?? '', `${base}.list`), 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      const tnef = readTnef(readFileSync(join(folder ?? '', name)));
      const files = wanted.filter((file) => !/^body\.(?:rtf|html)$/.test(file)).toSorted();
      if (JSON.stringify(tnef?.files.map((file) => file.name).toSorted()) !== JSON.stringify(files))
        missed.push(base);
      if (wanted.includes('body.html') && !/<html/i.test(tnef?.html ?? '')) missed.push(`${base}: no HTML`);
    }
    console.log(
      [
        `${all.length} winmail.dat, ${all.length - missed.length} as listed; the others:`,
        ...missed.map((one) => `  ${one}: ${explained[one] ?? 'not explained'}`),
      ].join('\n'),
    );
    expect(missed.filter((one) => explained[one] === undefined)).toEqual([]);
  },
);
