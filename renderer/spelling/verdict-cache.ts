/** Verdicts on the words seen last; the one unused longest goes first. */
export interface VerdictCache {
  readonly get: (word: string) => boolean | undefined;
  readonly set: (word: string, isCorrect: boolean) => void;
}

export function createVerdictCache(capacity: number): VerdictCache {
  // A Map iterates in the order of insertion, so re-inserting on use keeps the least recently used first.
  const verdicts = new Map<string, boolean>();
  return {
    get(word) {
      const verdict = verdicts.get(word);
      if (verdict === undefined) return undefined;
      verdicts.delete(word);
      verdicts.set(word, verdict);
      return verdict;
    },
    set(word, isCorrect) {
      verdicts.delete(word);
      verdicts.set(word, isCorrect);
      if (verdicts.size <= capacity) return;
      const oldest = verdicts.keys().next();
      if (oldest.done !== true) verdicts.delete(oldest.value);
    },
  };
}
