import { matchesAddress } from '../../mail/match-address.ts';

/** Finds the first entry of a table that a text or an address fits. */
export interface AddressTable<Entry> {
  readonly find: (text: string) => Entry | null;
  readonly findAll: (text: string) => readonly Entry[];
}

/**
 * A table of addresses, `*@domain` and other patterns with `*`, compared as `matchesAddress` does. Addresses and
 * domains are looked up, so that a table of many thousands costs no more than a short one.
 */
export function createAddressTable<Entry>(
  entries: readonly Entry[],
  patternOf: (entry: Entry) => string,
): AddressTable<Entry> {
  const exact = new Map<string, Placed<Entry>[]>();
  const patterns: Placed<Entry>[] = [];
  for (const [position, entry] of entries.entries()) {
    const pattern = patternOf(entry);
    const placed = { position, pattern, entry };
    const key = lookUpKey(pattern);
    if (key === null) patterns.push(placed);
    else exact.set(key, [...(exact.get(key) ?? []), placed]);
  }

  function findAll(text: string): readonly Entry[] {
    const looked = keysOf(text).flatMap((key) => exact.get(key) ?? []);
    const found = [...looked, ...patterns].filter(({ pattern }) => matchesAddress(pattern, text));
    const inOrder = found.toSorted((one, other) => one.position - other.position);
    return [...new Set(inOrder)].map(({ entry }) => entry);
  }

  return { findAll, find: (text) => findAll(text)[0] ?? null };
}

interface Placed<Entry> {
  readonly position: number;
  readonly pattern: string;
  readonly entry: Entry;
}

function lookUpKey(pattern: string): string | null {
  const folded = fold(pattern);
  if (!folded.includes('*')) return folded;
  return /^\*@[^*@]+$/.test(folded) ? folded : null;
}

/** Every key under which an entry may be filed that the text fits. */
function keysOf(text: string): readonly string[] {
  const folded = fold(text);
  const at = folded.lastIndexOf('@');
  if (at === -1) return [folded];
  const plus = folded.indexOf('+');
  const plain = plus > 0 && plus < at ? [folded.slice(0, plus) + folded.slice(at)] : [];
  return [folded, ...plain, `*${folded.slice(at)}`];
}

function fold(text: string): string {
  return text.trim().normalize('NFC').toLowerCase().replace(/\.$/, '');
}
