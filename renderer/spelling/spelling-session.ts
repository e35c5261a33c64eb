import { createStore, type StoreApi } from 'zustand/vanilla';
import type { DictionaryState, OwnWord } from '../../contract/desktop.ts';
import type { Desktop } from '../platform/desktop.ts';
import { chooseDictionary, languageOf } from './choose-dictionary.ts';
import { createKnownWords } from './known-words.ts';
import { openSpeller, type Speller, type SpellerOptions } from './speller.ts';
import type { SpellingSource } from './spelling-source.ts';

/**
 * off ◄─► missing | downloading ──► opening ──► ready
 *                       └────────────► failed ──retry──► downloading or opening
 */
export type SpellingStatus =
  | { readonly state: 'off' }
  /** The server has no dictionary for the language. */
  | { readonly state: 'missing' }
  | { readonly state: 'downloading'; readonly progress: number }
  | { readonly state: 'opening' }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly message: string };

export interface SpellingState {
  /** Of the mail. */
  readonly culture: string;
  /** Of the dictionary in use, which may be a sibling; null: none. */
  readonly dictionary: string | null;
  readonly status: SpellingStatus;
  readonly dictionaries: readonly DictionaryState[];
}

export interface SpellingSession extends StoreApi<SpellingState> {
  readonly source: SpellingSource;
  readonly start: () => Promise<void>;
  readonly setCulture: (culture: string) => void;
  readonly suggest: (word: string) => Promise<readonly string[]>;
  /** For good, on the server's side of this person. */
  readonly addWord: (word: string) => Promise<void>;
  /** Until this session ends. */
  readonly ignoreWord: (word: string) => void;
  /** Names that stand in the mail and are right by definition. */
  readonly knowNames: (names: readonly string[]) => void;
  readonly retry: () => Promise<void>;
  readonly stop: () => void;
}

export interface SpellingSessionOptions {
  readonly desktop: Desktop;
  readonly culture: string;
  readonly open?: (options: SpellerOptions) => Speller;
}

/** Spelling for one draft: follows the dictionaries of the host and the language of the mail, one engine at a time. */
export function createSpellingSession({
  desktop,
  culture,
  open = openSpeller,
}: SpellingSessionOptions): SpellingSession {
  const store = createStore<SpellingState>(() => ({
    culture,
    dictionary: null,
    status: { state: 'missing' },
    dictionaries: [],
  }));
  const known = createKnownWords();
  const listeners = new Set<() => void>();
  let speller: Speller | null = null;
  // Of the dictionary that the speller was opened for.
  let openedHash: string | null = null;
  let isEnabled = true;
  let ownWords: readonly OwnWord[] = [];
  let stopEvents: (() => void) | null = null;

  function reset(): void {
    for (const listener of listeners) listener();
  }

  /** A word that was removed is no longer right, also where it was added in this draft. */
  function takeWords(words: readonly OwnWord[]): void {
    for (const { word } of ownWords) if (!words.some((each) => each.word === word)) known.forget(word);
    ownWords = words;
    chooseWords();
    reset();
  }
  function chooseWords(): void {
    known.setPersonal(ownWords, languageOf(store.getState().culture));
  }

  function close(): void {
    speller?.close();
    speller = null;
    openedHash = null;
  }

  function follow(): void {
    const { dictionaries, culture: wanted } = store.getState();
    const chosen = isEnabled ? chooseDictionary(dictionaries, wanted) : null;
    if (chosen?.state === 'ready') {
      if (openedHash !== chosen.sha256) void openDictionary(chosen);
      return;
    }
    close();
    store.setState({ dictionary: null, status: statusOf(chosen) });
    reset();
  }

  function statusOf(chosen: DictionaryState | null): SpellingStatus {
    if (!isEnabled) return { state: 'off' };
    if (chosen === null || chosen.state === 'missing') return { state: 'missing' };
    if (chosen.state === 'failed') return { state: 'failed', message: chosen.error ?? '' };
    return { state: 'downloading', progress: chosen.progress };
  }

  async function openDictionary(chosen: DictionaryState): Promise<void> {
    close();
    openedHash = chosen.sha256;
    const opened = open({
      engine: chosen.engine,
      sha256: chosen.sha256,
      readFiles: () => desktop.call('dictionaries.read', { culture: chosen.culture }),
    });
    speller = opened;
    store.setState({ dictionary: chosen.culture, status: { state: 'opening' } });
    try {
      await opened.opened;
      if (speller !== opened) return;
      store.setState({ status: { state: 'ready' } });
      reset();
    } catch (error) {
      if (speller !== opened) return;
      close();
      fail(error);
    }
  }

  function fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    store.setState({ dictionary: null, status: { state: 'failed', message } });
  }

  async function readDictionaries(): Promise<void> {
    const [{ dictionaries }, { words }, { settings }] = await Promise.all([
      desktop.call('dictionaries.states', {}),
      desktop.call('words.list', {}),
      desktop.call('host.state', {}),
    ]);
    isEnabled = settings.spelling;
    ownWords = words;
    chooseWords();
    store.setState({ dictionaries });
    follow();
  }

  return {
    ...store,
    source: {
      language() {
        const { status, dictionary } = store.getState();
        return status.state === 'ready' && dictionary !== null ? languageOf(dictionary) : null;
      },
      lookUp: (word) => (known.has(word) ? true : speller?.lookUp(word)),
      check: async (words) => speller?.check(words),
      onReset(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    async start() {
      stopEvents ??= desktop.onEvent((event) => {
        if (event.type === 'dictionaries') store.setState({ dictionaries: event.dictionaries });
        else if (event.type === 'words') return takeWords(event.words);
        else if (event.type === 'settings') isEnabled = event.settings.spelling;
        else return;
        follow();
      });
      try {
        await readDictionaries();
      } catch (error) {
        fail(error);
      }
    },
    setCulture(next) {
      if (store.getState().culture === next) return;
      store.setState({ culture: next });
      chooseWords();
      follow();
    },
    suggest: async (word) => (await speller?.suggest(word)) ?? [],
    async addWord(word) {
      // At once, also where the host cannot be asked now.
      known.ignore(word);
      reset();
      const { dictionary, culture: wanted } = store.getState();
      const { words } = await desktop.call('words.add', { word, culture: dictionary ?? wanted });
      takeWords(words);
    },
    ignoreWord(word) {
      known.ignore(word);
      reset();
    },
    knowNames(names) {
      if (known.addNames(names)) reset();
    },
    async retry() {
      openedHash = null;
      try {
        await desktop.call('dictionaries.refresh', {});
        await readDictionaries();
      } catch (error) {
        fail(error);
      }
    },
    stop() {
      stopEvents?.();
      stopEvents = null;
      close();
    },
  };
}
