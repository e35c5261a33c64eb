import { decodeDictionary } from './decode.ts';
import { repairTables } from './repair-tables.ts';

/** A dictionary as Postroom keeps it: UTF-8, LF, `SET UTF-8`, tables whole, the number of entries in line 1. */
export interface ImportedDictionary {
  readonly grammar: string;
  readonly words: string;
  /** What was found and mended, each a sentence. */
  readonly problems: readonly string[];
}

/** Files larger than this are refused; the largest dictionary known has 18 MB. */
export const largestFile = 64 * 1024 * 1024;

/**
 * Makes any Hunspell dictionary readable: decodes both files by their `SET`, mends tables that would make Hunspell stop
 * reading, and adds the number of entries where it is missing. No entry is lost. Throws an Error that says what is
 * wrong where the files are too large, are not a dictionary, or name an encoding that is not known.
 */
export function importDictionary(grammar: Uint8Array, words: Uint8Array): ImportedDictionary {
  if (grammar.length > largestFile || words.length > largestFile) {
    throw new Error(`the dictionary is larger than ${largestFile / 1024 / 1024} MB`);
  }
  if (isBinary(grammar) || isBinary(words)) {
    throw new Error('the files are not text: they are not a Hunspell dictionary (.aff and .dic)');
  }
  const decoded = decodeDictionary(grammar, words);
  if (decoded.words.trim() === '') throw new Error('the dictionary is empty');
  const problems = [...decoded.problems];
  const { grammar: whole, repaired } = repairTables(decoded.grammar);
  if (repaired > 0) problems.push(`${repaired} broken tables of the grammar were mended`);
  const counted = withCount(decoded.words);
  if (counted !== decoded.words) problems.push('the number of entries was missing and was added');
  return { grammar: endLine(whole), words: endLine(counted), problems };
}

/** UTF-16, archives and programs hold many zero bytes; a dictionary holds none, or a stray one. */
function isBinary(bytes: Uint8Array): boolean {
  const zeros = bytes.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  return zeros > 0 && zeros * 50 > bytes.length;
}

/** Hunspell takes the first line for the number of entries, whatever it holds: a word there would be lost. */
function withCount(words: string): string {
  const first = words.split('\n', 1)[0] ?? '';
  if (/^\s*\d+(?:\s|$)/.test(first)) return words;
  const entries = words.split('\n').filter((line) => line.trim() !== '').length;
  return `${entries}\n${words}`;
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
