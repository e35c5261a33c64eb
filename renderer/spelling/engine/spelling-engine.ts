/** One dictionary, loaded. Lives in a worker: both calls may take long. */
export interface LoadedDictionary {
  readonly isCorrect: (word: string) => boolean;
  /** Best first. May take most of a second; never called while someone types. */
  readonly suggest: (word: string) => readonly string[];
}

/** The two files of a dictionary as they lie on the server (M21). */
export interface DictionaryFiles {
  readonly dictionary: Uint8Array;
  readonly grammar: Uint8Array;
}
