import type { Lookup } from './tokens.ts';

/** Where the editor gets its verdicts from. */
export interface SpellingSource {
  /** ISO 639 code of the dictionary in use; null: nothing is checked. */
  readonly language: () => string | null;
  readonly lookUp: Lookup;
  /** After it resolves, `lookUp` knows all words that can be known. */
  readonly check: (words: readonly string[]) => Promise<void>;
  /** Calls the listener when verdicts given before no longer hold. Returns the unsubscribe function. */
  readonly onReset: (listener: () => void) => () => void;
}
