import { listDictionaries, openDictionaryFile } from '../dictionaries/store.ts';
import type { Handlers } from './handler.ts';
import type { HandlerOptions } from './handlers.ts';

type Names = Extract<keyof Handlers, `dictionaries.${string}`>;

export function dictionaryHandlers({ spellingFolder }: HandlerOptions): Pick<Handlers, Names> {
  return {
    'dictionaries.list': async () => ({ dictionaries: await listDictionaries(spellingFolder) }),
    'dictionaries.download': ({ culture, file }) => openDictionaryFile(spellingFolder, culture, file),
  };
}
