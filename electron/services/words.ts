import path from 'node:path';
import { z } from 'zod';
import { ownWord, type OwnWord } from '../../contract/desktop.ts';
import type { HostLog } from './host-log.ts';
import { openJsonFile } from './json-file.ts';

/** The words an agent has taught the spelling. Sorted, each once a culture, in Unicode's composed form. */
export interface OwnWords {
  readonly list: () => Promise<readonly OwnWord[]>;
  readonly add: (word: OwnWord) => Promise<readonly OwnWord[]>;
  readonly remove: (word: OwnWord) => Promise<readonly OwnWord[]>;
}

/** The first releases kept no culture: those words are right in every language. */
const storedWord = z.union([ownWord, z.string().transform((word): OwnWord => ({ word, culture: null }))]);

export function openOwnWords(folder: string, log: HostLog): OwnWords {
  const file = openJsonFile<readonly OwnWord[]>(
    path.join(folder, 'words.json'),
    z.array(storedWord).readonly(),
    [],
    log,
  );
  return {
    list: file.read,
    add: (added) =>
      file.change((words) => {
        const word = tidy(added);
        if (word.word === '' || words.some((each) => isSame(each, word))) return words;
        return [...words, word].toSorted((one, other) => (one.word < other.word ? -1 : 1));
      }),
    remove: (word) => file.change((words) => words.filter((each) => !isSame(each, tidy(word)))),
  };
}

function isSame(one: OwnWord, other: OwnWord): boolean {
  return one.word === other.word && one.culture === other.culture;
}

function tidy({ word, culture }: OwnWord): OwnWord {
  return { word: word.normalize('NFC').trim(), culture };
}
