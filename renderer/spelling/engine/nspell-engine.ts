import nspell from 'nspell';
import { decodeDictionary } from './decode-dictionary.ts';
import type { DictionaryFiles, LoadedDictionary } from './spelling-engine.ts';

/** A dictionary in nspell: exact and quick for the ones whose catalogue entry names this engine. */
export function loadWithNspell(files: DictionaryFiles): LoadedDictionary {
  const { dictionary, grammar } = decodeDictionary(files);
  const speller = nspell(grammar, dictionary);
  return {
    isCorrect: (word) => speller.correct(word),
    suggest: (word) => speller.suggest(word),
  };
}
