/** Words that are right whatever the dictionary says. */
export interface KnownWords {
  readonly has: (word: string) => boolean;
  /** The person's own list, as the host has it. */
  readonly setPersonal: (words: readonly string[]) => void;
  /** For the time of this draft. */
  readonly ignore: (word: string) => void;
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
    setPersonal(words) {
      personal = new Set(words);
    },
    ignore(word) {
      ignored.add(word);
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
