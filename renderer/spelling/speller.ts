import type { SpellingEngine } from '../../contract/domain/dictionary.ts';
import type { DictionaryFiles } from './engine/spelling-engine.ts';
import { createVerdictCache } from './verdict-cache.ts';
import { linkWorker, startSpellingWorker, WorkerStuckError, type WorkerLink } from './worker-link.ts';

export interface SpellerOptions {
  readonly engine: SpellingEngine;
  /** Names the pair of files. */
  readonly sha256: string;
  /** Called only where no memory snapshot can be used, and again when a worker has to be replaced. */
  readonly readFiles: () => Promise<DictionaryFiles>;
  readonly startWorker?: () => Worker;
  /** How long a check may take before its worker is replaced, in milliseconds. */
  readonly checkLimit?: number;
  readonly suggestLimit?: number;
}

/**
 * One dictionary at work: a worker for verdicts, a second one for suggestions that starts when the first suggestion
 * is asked for. A worker that hangs is ended and replaced; the word it hung on counts as correct from then on.
 */
export interface Speller {
  /** Resolves when the dictionary is loaded; rejects when it cannot be. */
  readonly opened: Promise<void>;
  /** At once, from what is known; undefined: not checked yet. */
  readonly lookUp: (word: string) => boolean | undefined;
  /** After it resolves {@link lookUp} knows all the words, unless the speller was closed meanwhile. */
  readonly check: (words: readonly string[]) => Promise<void>;
  /** Best first; empty where there are none or they took too long. */
  readonly suggest: (word: string) => Promise<readonly string[]>;
  readonly close: () => void;
}

const wordsPerQuestion = 32;
const openLimit = 60_000;

export function openSpeller({
  engine,
  sha256,
  readFiles,
  startWorker = startSpellingWorker,
  checkLimit = 500,
  suggestLimit = 5000,
}: SpellerOptions): Speller {
  const verdicts = createVerdictCache(20_000);
  let isClosed = false;
  let checking: Promise<WorkerLink> | null = null;
  let suggesting: Promise<WorkerLink> | null = null;

  async function start(): Promise<WorkerLink> {
    const link = linkWorker(startWorker());
    try {
      const answer = await link.ask({ type: 'open', engine, sha256 }, openLimit);
      if (answer.type === 'opened') return link;
      if (answer.type === 'failed') throw new Error(answer.message);
      const files = await readFiles();
      const loaded = await link.ask({ type: 'load', engine, sha256, files }, openLimit);
      if (loaded.type === 'failed') throw new Error(loaded.message);
      if (isClosed) throw new WorkerStuckError('the dictionary was closed');
      return link;
    } catch (error) {
      link.end();
      throw error;
    }
  }

  async function checker(): Promise<WorkerLink> {
    if (checking !== null) {
      const link = await checking;
      if (!link.isEnded()) return link;
    }
    if (isClosed) throw new WorkerStuckError('the dictionary was closed');
    checking = start();
    return checking;
  }

  async function suggester(): Promise<WorkerLink> {
    if (suggesting !== null) {
      const link = await suggesting.catch(() => null);
      if (link !== null && !link.isEnded()) return link;
    }
    suggesting = start();
    return suggesting;
  }

  async function checkPiece(words: readonly string[]): Promise<void> {
    try {
      const link = await checker();
      const answer = await link.ask({ type: 'check', words }, checkLimit);
      if (answer.type !== 'checked') throw new Error(`unexpected answer ${answer.type}`);
      for (const [index, word] of words.entries()) verdicts.set(word, answer.verdicts[index] ?? true);
    } catch (error) {
      if (isClosed || !(error instanceof WorkerStuckError)) return;
      const [only] = words;
      if (words.length > 1) {
        // One of them hung the worker: find out which, so that the others still get their verdict.
        for (const word of words) await checkPiece([word]);
      } else if (only !== undefined) {
        verdicts.set(only, true);
      }
    }
  }

  async function checkAfter(before: Promise<void>, words: readonly string[]): Promise<void> {
    await before;
    const unknown = [...new Set(words)].filter((word) => verdicts.get(word) === undefined);
    for (let start = 0; start < unknown.length; start += wordsPerQuestion) {
      if (isClosed) return;
      await checkPiece(unknown.slice(start, start + wordsPerQuestion));
    }
  }

  // Questions go out one after the other, so that the limit counts the work on one question only.
  let queue: Promise<void> = Promise.resolve();

  const opened = checker().then(
    () => undefined,
    (error: unknown) => {
      throw error instanceof Error ? error : new Error(String(error));
    },
  );

  return {
    opened,
    lookUp: (word) => verdicts.get(word),
    check(words) {
      queue = checkAfter(queue, words);
      return queue;
    },
    async suggest(word) {
      try {
        const link = await suggester();
        const answer = await link.ask({ type: 'suggest', word }, suggestLimit);
        return answer.type === 'suggested' ? answer.suggestions : [];
      } catch {
        return [];
      }
    },
    close() {
      isClosed = true;
      void endWhenStarted(checking);
      void endWhenStarted(suggesting);
    },
  };
}

async function endWhenStarted(starting: Promise<WorkerLink> | null): Promise<void> {
  const link = await starting?.catch(() => null);
  link?.end();
}
