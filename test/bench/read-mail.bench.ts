// Milliseconds for reading each mail of the collections, in this process and without storing anything: mails per second,
// p50 and p99 of each collection, and the worst ten. Each mail is read several times and counts with its median, so
// that the pauses of the machine are not taken for those of the reader.
import { readMail } from '../../backend/mail/mime/read-mail.ts';
import { corporaFolder, mailCollections, readCollection } from '../conformance/corpora.ts';

const rounds = 5;

interface Read {
  readonly file: string;
  readonly size: number;
  readonly ms: number;
}

function measure(raw: Buffer): number {
  const times = Array.from({ length: rounds }, () => {
    const begun = performance.now();
    readMail(raw);
    return performance.now() - begun;
  });
  return quantile(times, 0.5);
}

function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
}

function print(name: string, reads: readonly Read[]): void {
  const times = reads.map(({ ms }) => ms);
  const seconds = times.reduce((sum, ms) => sum + ms, 0) / 1000;
  const shown = [0.5, 0.99].map((share) => quantile(times, share).toFixed(2));
  console.log(
    `${name.padEnd(24)} ${String(reads.length).padStart(5)} mails ${String(Math.round(reads.length / seconds)).padStart(6)}/s, p50 ${shown[0]} ms, p99 ${shown[1]} ms`,
  );
}

const folder = corporaFolder();
if (folder === null) console.log('The mail collections are not here: put them at ../shared/corpora.');
else {
  const all: Read[] = [];
  for (const collection of mailCollections) {
    const mails = readCollection(folder, collection);
    // Once for the compiler.
    if (all.length === 0) for (const { raw } of mails) readMail(raw);
    const reads = mails.map(({ file, raw }) => ({ file, size: raw.length, ms: measure(raw) }));
    if (reads.length > 0) print(collection, reads);
    all.push(...reads);
  }
  print('all', all);
  console.log('the worst ten:');
  for (const { file, size, ms } of all.toSorted((a, b) => b.ms - a.ms).slice(0, 10))
    console.log(
      `  ${ms.toFixed(1).padStart(7)} ms  ${String(Math.round(size / 1024)).padStart(6)} KB  ${file}`,
    );
}
