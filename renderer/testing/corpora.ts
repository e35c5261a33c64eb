import { commands } from 'vitest/browser';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Absolute path of the corpora folder; it may not exist. */
    corpora: string;
  }
}

/** A file of the corpora as text; null where they are not beside this repository. */
export async function readCorpus(file: string): Promise<string | null> {
  try {
    return await commands.readFile(`${inject('corpora')}/${file}`);
  } catch {
    return null;
  }
}
