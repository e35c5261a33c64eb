import { decodeDictionary } from './decode-dictionary.ts';
import type { HunspellModule } from './hunspell-module.ts';
import type { DictionaryFiles, LoadedDictionary } from './spelling-engine.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Parses the files into the module's memory and returns Hunspell's handle on them. */
export function createHandle(module: HunspellModule, files: DictionaryFiles): number {
  const { dictionary, grammar } = decodeDictionary(files);
  module.writeFile('d.aff', grammar);
  module.writeFile('d.dic', dictionary);
  const grammarName = writeText(module, 'd.aff');
  const dictionaryName = writeText(module, 'd.dic');
  const handle = module.create(grammarName, dictionaryName);
  module.free(grammarName);
  module.free(dictionaryName);
  module.removeFile('d.aff');
  module.removeFile('d.dic');
  if (handle === 0) throw new Error('Hunspell refused the dictionary');
  return handle;
}

/** The dictionary behind a handle that {@link createHandle} gave, in this module or in the one it was copied from. */
export function attachHandle(module: HunspellModule, handle: number): LoadedDictionary {
  return {
    isCorrect(word) {
      const address = writeText(module, word);
      try {
        return module.spell(handle, address) !== 0;
      } finally {
        module.free(address);
      }
    },
    suggest(word) {
      const address = writeText(module, word);
      const list = module.allocate(4);
      try {
        const count = module.suggest(handle, list, address);
        const suggestions = readList(module, list, count);
        if (count > 0) module.freeList(handle, list, count);
        return suggestions;
      } finally {
        module.free(list);
        module.free(address);
      }
    },
  };
}

function writeText(module: HunspellModule, text: string): number {
  const encoded = encoder.encode(text);
  const address = module.allocate(encoded.length + 1);
  // Read the view only now: the allocation may have replaced it.
  module.memory().set(encoded, address);
  module.memory()[address + encoded.length] = 0;
  return address;
}

function readList(module: HunspellModule, list: number, count: number): string[] {
  const memory = module.memory();
  const view = new DataView(memory.buffer);
  const first = view.getUint32(list, true);
  const texts: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const start = view.getUint32(first + index * 4, true);
    texts.push(decoder.decode(memory.subarray(start, memory.indexOf(0, start))));
  }
  return texts;
}
