import type { OwnWord } from '../../contract/desktop.ts';
import { languageOf } from './choose-dictionary.ts';

/** Words that are right whatever the dictionary says. */
export interface KnownWords {
  readonly has: (word: string) => boolean;
  /** The person's own list, as the host has it, of which those of the language count. */
  readonly setPersonal: (words: readonly OwnWord[], language: string) => void;
  /** For the time of this draft. */
  readonly ignore: (word: string) => void;
  /** It was removed from the list: no longer ignored for this draft either. */
  readonly forget: (word: string) => void;
  /** True when one of them was new. */
  readonly addNames: (names: readonly string[]) => boolean;
}

export function createKnownWords(): KnownWords {
  let personal: ReadonlySet<string> = new Set();
  const ignored = new Set<string>();
  const isListed = (word: string) => personal.has(word) || ignored.has(word);
  return {
    has(word) {
      if (isListed(word)) return true;
      // At the start of a sentence, and in the possessive.
      const lower = word.charAt(0).toLowerCase() + word.slice(1);
      const base = word.replace(/['’]s$/u, '');
      return (lower !== word && isListed(lower)) || (base !== word && isListed(base));
    },
    setPersonal(words, language) {
      const own = words.filter(({ culture }) => culture === null || languageOf(culture) === language);
      personal = new Set(own.map(({ word }) => word));
    },
    ignore(word) {
      ignored.add(word);
    },
    forget(word) {
      ignored.delete(word);
    },
    addNames(names) {
      const before = ignored.size;
      for (const name of names) {
        for (const part of name.match(/[\p{L}\p{M}'’]{2,}/gu) ?? []) ignored.add(part);
      }
      return ignored.size > before;
    },
  };
}
