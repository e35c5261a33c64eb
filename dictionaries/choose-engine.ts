import { Worker } from 'node:worker_threads';
import type { SpellingEngine } from '../contract/domain/dictionary.ts';
import { gate } from './gate.ts';
import type { Trial, TrialMessage } from './gate.ts';
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
 * misspellings; else Hunspell. Tried in a thread with bounded memory that is ended after 30 s, since some dictionaries
 * make nspell run out of both. Throws an Error if Hunspell cannot open the dictionary, and `signal.reason` when aborted.
 */
export async function chooseEngine(
  dictionary: { readonly grammar: string; readonly words: string },
  signal?: AbortSignal,
): Promise<EngineChoice> {
  const outcome = await runTrial(normaliseForNspell(dictionary.grammar, dictionary.words), signal);
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
  if (load > gate.longestLoad) return hunspell(`nspell takes ${load} ms to load it`);
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
  dictionary: { readonly grammar: string; readonly words: string },
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./gate-worker.ts', import.meta.url), {
    workerData: dictionary,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: gate.largestHeap },
  });
  return new Promise<Outcome>((resolve, reject) => {
    const settle = (action: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      void worker.terminate();
      action();
    };
    const timer = setTimeout(
      () =>
        settle(() => {
          resolve({ state: 'ended', reason: `nspell was not ready after ${gate.longestTrial / 1000} s` });
        }),
      gate.longestTrial,
    );
    const onAbort = (): void => settle(() => reject(signal?.reason as Error));
    signal?.addEventListener('abort', onAbort);
    worker.once('message', (message: TrialMessage) =>
      settle(() => {
        resolve(
          'trial' in message
            ? { state: 'done', trial: message.trial }
            : { state: 'ended', reason: `nspell cannot load it: ${message.nspellFailed.slice(0, 200)}` },
        );
      }),
    );
    worker.once('error', (error: unknown) =>
      settle(() => {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
          resolve({ state: 'ended', reason: `nspell needs more than ${gate.largestHeap} MB` });
        } else {
          reject(error);
        }
      }),
    );
  });
}
