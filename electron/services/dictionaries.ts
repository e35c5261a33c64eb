import type { DictionaryState } from '../../contract/desktop.ts';
import type { Dictionary } from '../../contract/domain/dictionary.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { BackendClient } from './backend-client.ts';
import {
  dictionaryFile,
  grammarFile,
  hashOf,
  openDictionaryFolder,
  pairHash,
  removeLeftovers,
  type DictionaryFiles,
} from './dictionary-folder.ts';
import type { HostLog } from './host-log.ts';
import { fileTurns } from './turns.ts';

export interface DictionariesOptions {
  /** `…/Spelling`, shared by everybody on this machine. */
  readonly folder: string;
  readonly client: BackendClient;
  readonly log: HostLog;
  /** Told of every change; progress is told in steps of a twentieth. */
  readonly onStates: (states: readonly DictionaryState[]) => void;
}

/** Brings the backend's dictionaries to this machine (M21) and hands them to the spelling. */
export interface Dictionaries {
  readonly states: () => Promise<readonly DictionaryState[]>;
  readonly read: (culture: Culture) => Promise<DictionaryFiles & { readonly sha256: string }>;
  /**
   * Asks which exist and downloads those that are missing or changed, the given cultures first. A failed one keeps
   * its reason and does not stop the others. Fails only when the backend cannot be asked; what is here stays usable.
   */
  readonly refresh: (first: readonly Culture[]) => Promise<void>;
  readonly stop: () => void;
}

const downloadTimeout = 5 * 60_000;

export function createDictionaries(options: DictionariesOptions): Dictionaries {
  const { folder, client, log, onStates } = options;
  const installed = openDictionaryFolder(folder);
  const stopping = new AbortController();
  const states = new Map<Culture, DictionaryState>();
  let refreshing: Promise<void> | null = null;
  let wanted: readonly Culture[] | null = null;
  const loaded = loadInstalled();

  async function loadInstalled(): Promise<void> {
    await fileTurns.run(folder, () => removeLeftovers(folder));
    for (const entry of await installed.list()) states.set(entry.culture, stateOf(entry, 'ready'));
  }

  function put(state: DictionaryState): void {
    const before = states.get(state.culture);
    states.set(state.culture, state);
    const moved = Math.floor(state.progress * 20) !== Math.floor((before?.progress ?? 0) * 20);
    if (before?.state !== state.state || before.sha256 !== state.sha256 || moved) onStates(sorted());
  }

  const sorted = () =>
    [...states.values()].sort((one, other) => one.culture.localeCompare(other.culture, 'en'));

  async function bring(entry: Dictionary): Promise<void> {
    const { culture } = entry;
    // Another window of this machine may be bringing the same one: the folder is ours by turn, and then looked at.
    await fileTurns.run(folder, async () => {
      const here = (await installed.list()).find((each) => each.culture === culture);
      const same = here !== undefined && pairHash(here) === pairHash(entry) && here.engine === entry.engine;
      if (same && (await installed.read(culture))) {
        put(stateOf(entry, 'ready'));
        return;
      }
      await installed.install(entry, await download(entry));
      put(stateOf(entry, 'ready'));
    });
  }

  async function download(entry: Dictionary): Promise<DictionaryFiles> {
    const size = Math.max(1, entry.dictionary.size + entry.grammar.size);
    const part = async (file: typeof dictionaryFile | typeof grammarFile, before: number) => {
      const expected = file === dictionaryFile ? entry.dictionary : entry.grammar;
      const bytes = await client.call(
        'dictionaries.download',
        { culture: entry.culture, file },
        {
          timeout: downloadTimeout,
          signal: stopping.signal,
          onBytes: (received) => {
            put(stateOf(entry, 'downloading', Math.min(1, (before + received) / size)));
          },
        },
      );
      if (hashOf(bytes) === expected.sha256) return bytes;
      throw new ExpectedError(
        'internal',
        `${file} of ${entry.culture} arrived damaged: its SHA-256 is wrong`,
      );
    };
    put(stateOf(entry, 'downloading'));
    const grammar = await part(grammarFile, 0);
    return { grammar, dictionary: await part(dictionaryFile, entry.grammar.size) };
  }

  /** What is asked for while one is under way may be because of a change that this one came too early to see. */
  async function refreshWhileWanted(): Promise<void> {
    while (wanted) {
      const first = wanted;
      wanted = null;
      await refresh(first);
    }
  }

  async function refresh(first: readonly Culture[]): Promise<void> {
    await loaded;
    const { dictionaries } = await client.call('dictionaries.list', {}, { signal: stopping.signal });
    const listed = new Set(dictionaries.map((entry) => entry.culture));
    for (const culture of states.keys()) if (!listed.has(culture)) states.delete(culture);
    for (const entry of dictionaries) {
      const before = states.get(entry.culture);
      const current = before?.state === 'ready' && before.sha256 === pairHash(entry);
      if (!current) states.set(entry.culture, stateOf(entry, 'missing'));
    }
    onStates(sorted());
    const rank = (entry: Dictionary) =>
      first.includes(entry.culture) ? first.indexOf(entry.culture) : first.length;
    for (const entry of [...dictionaries].sort((one, other) => rank(one) - rank(other))) {
      if (stopping.signal.aborted) return;
      await bring(entry).catch((cause: unknown) => {
        if (!(cause instanceof ExpectedError))
          log.error('a dictionary failed', cause, { culture: entry.culture });
        put({ ...stateOf(entry, 'failed'), error: reasonOf(cause) });
      });
    }
  }

  return {
    async states() {
      await loaded;
      return sorted();
    },
    async read(culture) {
      await loaded;
      const state = states.get(culture);
      const files = state?.state === 'ready' ? await installed.read(culture) : null;
      if (state && files) return { ...files, sha256: state.sha256 };
      // Damaged on the disk: the next refresh brings it again.
      if (state?.state === 'ready')
        put({ ...state, state: 'failed', error: 'the files on this machine are damaged' });
      throw new ExpectedError('not-found', `no dictionary for ${culture} on this machine yet`);
    },
    refresh(first) {
      wanted = first;
      refreshing ??= refreshWhileWanted().finally(() => {
        refreshing = null;
      });
      return refreshing;
    },
    stop() {
      stopping.abort();
    },
  };
}

function stateOf(entry: Dictionary, state: DictionaryState['state'], progress?: number): DictionaryState {
  return {
    culture: entry.culture,
    engine: entry.engine,
    sha256: pairHash(entry),
    state,
    progress: progress ?? (state === 'ready' ? 1 : 0),
    error: null,
  };
}

function reasonOf(cause: unknown): string {
  return cause instanceof ExpectedError ? cause.message : 'the files could not be stored on this machine';
}
