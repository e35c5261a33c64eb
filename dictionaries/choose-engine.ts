import { fork } from 'node:child_process';
import type { SpellingEngine } from '../contract/domain/dictionary.ts';
import { gate } from './gate.ts';
import type { Trial, TrialMessage, TrialRequest } from './gate.ts';
import { normaliseForNspell } from './normalise-for-nspell.ts';

export interface EngineChoice {
  readonly engine: SpellingEngine;
  /** A sentence for `postroom dictionaries` and the catalogue. */
  readonly reason: string;
  /** What the trial measured; null where it had to be ended. */
  readonly trial: Trial | null;
}

/**
 * Which engine checks with a dictionary (UTF-8, as `importDictionary` makes it): nspell where it would hold at most
 * about 700,000 forms, loads in the class of 300 ms and gives Hunspell's verdict on 99.5 % of some 2,000 words and
 * misspellings; else Hunspell. Tried in a process with bounded memory that is ended after 30 s, since some dictionaries
 * make nspell run out of both. Throws an Error if Hunspell cannot open the dictionary, and `signal.reason` when aborted.
 * `largestHeap` in MB.
 */
export async function chooseEngine(
  dictionary: { readonly grammar: string; readonly words: string },
  options: { readonly signal?: AbortSignal | undefined; readonly largestHeap?: number } = {},
): Promise<EngineChoice> {
  const outcome = await runTrial(
    normaliseForNspell(dictionary.grammar, dictionary.words),
    options.largestHeap ?? gate.largestHeap,
    options.signal,
  );
  if (outcome.state === 'ended') return { engine: 'hunspell', reason: outcome.reason, trial: null };
  return judge(outcome.trial);
}

/** The decision alone, from what was measured. */
export function judge(trial: Trial): EngineChoice {
  const { forms, load, agreement } = trial;
  const hunspell = (reason: string): EngineChoice => ({ engine: 'hunspell', reason, trial });
  if (forms === null) return hunspell('nspell found no words in it');
  if (forms > gate.largestForms)
    return hunspell(`nspell would hold about ${forms.toLocaleString('en')} forms`);
  if (agreement === null || load === null) return hunspell('there were no words to compare');
  if (agreement < gate.leastAgreement) {
    return hunspell(`nspell agrees with Hunspell on ${percent(agreement)} of ${trial.compared} words only`);
  }
  // In tenths of a second: the exact time is another one with every run.
  if (load > gate.longestLoad) return hunspell(`nspell takes about ${(load / 1000).toFixed(1)} s to load it`);
  return {
    engine: 'nspell',
    reason: `exact (${percent(agreement)} of ${trial.compared} words) and quick (about ${forms.toLocaleString('en')} forms)`,
    trial,
  };
}

function percent(share: number): string {
  // Rounded down: 99.96 % is not "100 %".
  return `${Math.floor(share * 1000) / 10} %`;
}

type Outcome =
  { readonly state: 'done'; readonly trial: Trial } | { readonly state: 'ended'; readonly reason: string };

function runTrial(
  dictionary: TrialRequest,
  largestHeap: number,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const child = fork(new URL('./gate-process.ts', import.meta.url), {
    execArgv: [`--max-old-space-size=${largestHeap}`],
    serialization: 'advanced',
    stdio: 'ignore',
  });
  return new Promise<Outcome>((resolve, reject) => {
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      child.removeAllListeners();
      // Nothing it says from now on counts; an error of the channel least of all.
      child.on('error', () => undefined);
      child.kill('SIGKILL');
      action();
    };
    const end = (reason: string): void => settle(() => resolve({ state: 'ended', reason }));
    const timer = setTimeout(
      () => end(`nspell was not ready after ${gate.longestTrial / 1000} s`),
      gate.longestTrial,
    );
    const onAbort = (): void => settle(() => reject(signal?.reason as Error));
    signal?.addEventListener('abort', onAbort);
    child.once('message', (message) => {
      const report = message as TrialMessage;
      if ('trial' in report) settle(() => resolve({ state: 'done', trial: report.trial }));
      else if ('nspellFailed' in report) end(`nspell cannot load it: ${report.nspellFailed.slice(0, 200)}`);
      else settle(() => reject(new Error(`Hunspell cannot open the dictionary: ${report.hunspellFailed}`)));
    });
    child.once('exit', () => end(`nspell needs more than ${largestHeap} MB`));
    child.once('error', (error) => settle(() => reject(error)));
    child.send({ grammar: dictionary.grammar, words: dictionary.words } satisfies TrialRequest);
  });
}
