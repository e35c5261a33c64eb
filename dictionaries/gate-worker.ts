import { parentPort, threadId, workerData } from 'node:worker_threads';
import { Hunspell, getWasmModule } from 'hunspell-wasm';
import nspell from 'nspell';
import { gate } from './gate.ts';
import type { Trial, TrialMessage } from './gate.ts';
import { sampleWords } from './sample-words.ts';

/** Runs in a thread of its own, which is ended from outside when a dictionary takes too long or too much memory. */
const { grammar, words } = workerData as { readonly grammar: string; readonly words: string };

const sampledEntries = 400;
const longestEstimate = 4000;

function estimateForms(): number | null {
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

function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

async function run(): Promise<TrialMessage> {
  // Truth first: a dictionary that Hunspell cannot open is not one, and the error ends this thread.
  const hunspell = new Hunspell(await getWasmModule(), grammar, words);
  try {
    return { trial: tryNspell(hunspell) };
  } catch (error) {
    return { nspellFailed: error instanceof Error ? error.message : String(error) };
  }
}

function tryNspell(hunspell: Hunspell): Trial {
  const forms = estimateForms();
  if (forms === null || forms > gate.largestForms) return { forms, load: null, agreement: null, compared: 0 };

  const before = processorTime();
  const checker = nspell(grammar, words);
  const load = Math.round(processorTime() - before);
  const sample = sampleWords(words, gate.sampledStems, gate.sampledMisspellings);
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

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
if (threadId !== 0 && parentPort) parentPort.postMessage(await run());
