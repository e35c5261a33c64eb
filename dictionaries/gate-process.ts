import { Hunspell, getWasmModule } from 'hunspell-wasm';
import nspell from 'nspell';
import { gate } from './gate.ts';
import type { Trial, TrialMessage, TrialRequest } from './gate.ts';
import { sampleWords } from './sample-words.ts';

/**
 * Runs in a process of its own, which is ended from outside when a dictionary takes too long or too much memory. A
 * thread would not do: where V8 runs out of memory in one, it can end the whole program.
 */
const sampledEntries = 400;
const longestEstimate = 4000;

function estimateForms({ grammar, words }: TrialRequest): number | null {
  const entries = words
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  const empty = nspell(grammar, '0\n');
  const store = empty as unknown as { data: Record<string, unknown> };
  const step = Math.max(1, Math.floor(entries.length / sampledEntries));
  const started = performance.now();
  let forms = 0;
  let used = 0;
  for (let at = 0; at < entries.length && performance.now() - started < longestEstimate; at += step) {
    store.data = Object.create(null) as Record<string, unknown>;
    empty.dictionary(`1\n${entries[at] ?? ''}`);
    forms += Object.keys(store.data).length;
    used += 1;
  }
  return used === 0 ? null : Math.round((forms / used) * entries.length);
}

async function run(request: TrialRequest): Promise<TrialMessage> {
  let hunspell: Hunspell;
  try {
    // Truth first: a dictionary that Hunspell cannot open is not one.
    hunspell = new Hunspell(await getWasmModule(), request.grammar, request.words);
  } catch (error) {
    return { hunspellFailed: messageOf(error) };
  }
  try {
    return { trial: tryNspell(request, hunspell) };
  } catch (error) {
    return { nspellFailed: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function tryNspell(request: TrialRequest, hunspell: Hunspell): Trial {
  const forms = estimateForms(request);
  if (forms === null || forms > gate.largestForms) return { forms, load: null, agreement: null, compared: 0 };

  const before = process.threadCpuUsage();
  const checker = nspell(request.grammar, request.words);
  const { user, system } = process.threadCpuUsage(before);
  const load = Math.round((user + system) / 1000);
  const sample = sampleWords(request.words, gate.sampledStems, gate.sampledMisspellings);
  // Hyphenated words are checked part by part with nspell, which knows no BREAK; so does the desktop.
  const isCorrect = (word: string): boolean =>
    checker.correct(word) ||
    (word.includes('-') && word.split('-').every((part) => part === '' || checker.correct(part)));
  const agreed = sample.filter((word) => isCorrect(word) === hunspell.testSpelling(word)).length;
  return {
    forms,
    load,
    agreement: sample.length === 0 ? null : agreed / sample.length,
    compared: sample.length,
  };
}

process.once('message', (request: TrialRequest) => {
  void run(request).then((message) => process.send?.(message, () => process.disconnect()));
});
