import { attachHandle } from './hunspell-engine.ts';
import type { HunspellModule } from './hunspell-module.ts';
import type { LoadedDictionary } from './spelling-engine.ts';

/**
 * The linear memory of a Hunspell that has its dictionary loaded. Copied into a fresh instance of the same code it is
 * the loaded dictionary again, in a tenth of the time that loading takes. Made on this machine only: bytes from
 * elsewhere would be code's data unchecked.
 */
export interface MemorySnapshot {
  /** Up to the last byte that is not zero. */
  readonly memory: Uint8Array<ArrayBuffer>;
  /** Size of the whole memory in bytes. */
  readonly size: number;
  readonly handle: number;
  /** Words and their verdicts when it was taken, asked again after it is put back. */
  readonly probes: readonly (readonly [word: string, isCorrect: boolean])[];
}

export function takeSnapshot(
  module: HunspellModule,
  handle: number,
  probes: readonly string[],
): MemorySnapshot {
  const dictionary = attachHandle(module, handle);
  const verdicts = probes.map((word) => [word, dictionary.isCorrect(word)] as const);
  const memory = module.memory();
  const words = new BigUint64Array(memory.buffer);
  let used = words.length;
  while (used > 0 && words[used - 1] === 0n) used -= 1;
  return { memory: memory.slice(0, used * 8), size: memory.length, handle, probes: verdicts };
}

/** Puts the snapshot into a fresh module; null when what comes out does not judge as it did. */
export function restoreSnapshot(module: HunspellModule, snapshot: MemorySnapshot): LoadedDictionary | null {
  // Grows the memory. Not freed: the allocator's own books are overwritten with the snapshot's in a moment.
  if (module.memory().length < snapshot.size) module.allocate(snapshot.size);
  if (module.memory().length < snapshot.size) return null;
  module.memory().set(snapshot.memory);
  module.memory().fill(0, snapshot.memory.length, snapshot.size);
  const dictionary = attachHandle(module, snapshot.handle);
  const isSame = snapshot.probes.every(([word, isCorrect]) => dictionary.isCorrect(word) === isCorrect);
  return isSame ? dictionary : null;
}

/** Some stems spread over the dictionary, and what no dictionary holds. */
export function chooseProbes(dictionary: string): string[] {
  const lines = dictionary.split('\n', 20_000);
  const stems: string[] = [];
  for (let step = 1; step <= 12; step += 1) {
    const line = lines[Math.floor((lines.length * step) / 13)];
    const stem = line?.split(/[/\t]/u, 1)[0]?.trim();
    if (stem !== undefined && stem.length > 2) stems.push(stem);
  }
  return [...stems, 'zzqxvtw', 'qqqwxzzk'];
}
