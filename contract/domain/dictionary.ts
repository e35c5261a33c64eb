import { z } from 'zod';
import { culture, sha256 } from './scalars.ts';

/** `nspell` where it is exact and quick for the dictionary, else Hunspell compiled to WebAssembly. Decided at import. */
export const spellingEngine = z.enum(['nspell', 'hunspell']);
export type SpellingEngine = z.infer<typeof spellingEngine>;

/** A folder `Spelling/<culture>/` on the server (M21); sizes in bytes. */
export const dictionary = z.object({
  culture,
  engine: spellingEngine,
  dictionary: z.object({ sha256, size: z.int() }),
  grammar: z.object({ sha256, size: z.int() }),
});
export type Dictionary = z.infer<typeof dictionary>;
