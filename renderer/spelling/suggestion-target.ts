import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Misspelling } from './misspelling-marks.ts';

/** The misspelt word whose suggestions are shown; null: none. */
export type SuggestionTarget = StoreApi<{ readonly target: Misspelling | null }>;

export function createSuggestionTarget(): SuggestionTarget {
  return createStore<{ readonly target: Misspelling | null }>(() => ({ target: null }));
}
