import enDictionary from '../../../node_modules/dictionary-en/index.dic?url';
import enGrammar from '../../../node_modules/dictionary-en/index.aff?url';
import deDictionary from '../../../node_modules/dictionary-de/index.dic?url';
import deGrammar from '../../../node_modules/dictionary-de/index.aff?url';
import frDictionary from '../../../node_modules/dictionary-fr/index.dic?url';
import frGrammar from '../../../node_modules/dictionary-fr/index.aff?url';
import type { DictionaryState } from '../../../contract/desktop.ts';
import type { DictionaryFiles } from '../engine/spelling-engine.ts';

const addresses: Readonly<Record<string, readonly [dictionary: string, grammar: string]>> = {
  'en-US': [enDictionary, enGrammar],
  'de-DE': [deDictionary, deGrammar],
  'fr-FR': [frDictionary, frGrammar],
};

/** The shipped dictionaries as a host would tell of them: nspell for English, WebAssembly for the others. */
export const readyDictionaries: readonly DictionaryState[] = Object.keys(addresses).map((culture, index) => ({
  culture,
  engine: culture === 'en-US' ? 'nspell' : 'hunspell',
  sha256: String(index + 1).repeat(64),
  state: 'ready',
  progress: 1,
  error: null,
}));

export async function readDictionaryFiles(culture: string): Promise<DictionaryFiles> {
  const [dictionary, grammar] = addresses[culture] ?? [];
  if (dictionary === undefined || grammar === undefined) throw new Error(`no dictionary for ${culture}`);
  return { dictionary: await readBytes(dictionary), grammar: await readBytes(grammar) };
}

async function readBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  return new Uint8Array(await response.arrayBuffer());
}
