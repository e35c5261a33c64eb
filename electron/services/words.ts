import path from 'node:path';
import { z } from 'zod';
import type { HostLog } from './host-log.ts';
import { openJsonFile } from './json-file.ts';

/** The words an agent has taught the spelling. Sorted, each once, in Unicode's composed form. */
export interface OwnWords {
  readonly list: () => Promise<readonly string[]>;
  readonly add: (word: string) => Promise<readonly string[]>;
  readonly remove: (word: string) => Promise<readonly string[]>;
}

export function openOwnWords(folder: string, log: HostLog): OwnWords {
  const file = openJsonFile<readonly string[]>(
    path.join(folder, 'words.json'),
    z.array(z.string()).readonly(),
    [],
    log,
  );
  return {
    list: file.read,
    add: (word) => file.change((words) => [...new Set([...words, tidy(word)])].filter(Boolean).sort()),
    remove: (word) => file.change((words) => words.filter((each) => each !== tidy(word))),
  };
}

function tidy(word: string): string {
  return word.normalize('NFC').trim();
}
