import { listDictionaries, openDictionaryFile } from '../dictionaries/store.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

type Names = Extract<keyof Handlers, `dictionaries.${string}`>;

export function dictionaryHandlers({ spellingFolder }: HandlerOptions): Pick<Handlers, Names> {
  return {
    'dictionaries.list': async () => ({ dictionaries: await listDictionaries(spellingFolder) }),
    'dictionaries.download': ({ culture, file }) => openDictionaryFile(spellingFolder, culture, file),
  };
}
