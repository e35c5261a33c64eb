import type { SpellingEngine } from '../../contract/domain/dictionary.ts';
import type { DictionaryFiles } from './engine/spelling-engine.ts';

/** What the page asks of a spelling worker. A worker holds one dictionary; to change it, end the worker. */
export type WorkerQuestion =
  /** Load from the snapshot, if there is one. */
  | { readonly type: 'open'; readonly engine: SpellingEngine; readonly sha256: string }
  | {
      readonly type: 'load';
      readonly engine: SpellingEngine;
      readonly sha256: string;
      readonly files: DictionaryFiles;
    }
  | { readonly type: 'check'; readonly words: readonly string[] }
  | { readonly type: 'suggest'; readonly word: string };

export type WorkerAnswer =
  | { readonly type: 'opened'; readonly source: 'snapshot' | 'files' }
  /** No usable snapshot: ask again with `load`. */
  | { readonly type: 'files-needed' }
  | { readonly type: 'checked'; readonly verdicts: readonly boolean[] }
  | { readonly type: 'suggested'; readonly suggestions: readonly string[] }
  | { readonly type: 'failed'; readonly message: string };

export interface Numbered<T> {
  readonly id: number;
  readonly message: T;
}
