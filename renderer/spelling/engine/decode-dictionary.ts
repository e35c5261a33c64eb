import type { DictionaryFiles } from './spelling-engine.ts';

/** The files as text, whatever `SET` says they are encoded in; the grammar then says `SET UTF-8`. */
export function decodeDictionary(files: DictionaryFiles): { dictionary: string; grammar: string } {
  // A SET line is ASCII in every encoding that Hunspell knows.
  const head = new TextDecoder('latin1').decode(files.grammar.subarray(0, 20_000));
  const named = /^\s*SET\s+(\S+)/mu.exec(head)?.[1] ?? 'UTF-8';
  const decoder = createDecoder(named);
  return {
    dictionary: decoder.decode(files.dictionary),
    grammar: decoder.decode(files.grammar).replace(/^(\s*SET\s+)\S+/mu, '$1UTF-8'),
  };
}

function createDecoder(named: string): TextDecoder {
  const label = named
    .toLowerCase()
    .replace(/^microsoft-cp/u, 'windows-')
    .replace(/^iso8859/u, 'iso-8859');
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('utf-8');
  }
}
