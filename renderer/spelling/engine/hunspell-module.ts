import initialise from 'hunspell-wasm/wasm/hunspell.js';
import wasmUrl from 'hunspell-wasm/wasm/hunspell.wasm?url';

/** What we use of the Emscripten module of hunspell-wasm, by names of our own. Addresses are into its memory. */
export interface HunspellModule {
  /** The view as it is now: it is replaced when the memory grows. */
  readonly memory: () => Uint8Array<ArrayBuffer>;
  readonly writeFile: (name: string, data: string) => void;
  readonly removeFile: (name: string) => void;
  readonly allocate: (size: number) => number;
  readonly free: (address: number) => void;
  /** Hunspell's handle on the dictionary; 0: refused. */
  readonly create: (grammarName: number, dictionaryName: number) => number;
  readonly spell: (handle: number, word: number) => number;
  readonly suggest: (handle: number, list: number, word: number) => number;
  readonly freeList: (handle: number, list: number, count: number) => void;
}

interface EmscriptenModule {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly FS: {
    readonly writeFile: HunspellModule['writeFile'];
    readonly unlink: HunspellModule['removeFile'];
  };
  readonly _malloc: HunspellModule['allocate'];
  readonly _free: HunspellModule['free'];
  readonly _Hunspell_create: HunspellModule['create'];
  readonly _Hunspell_spell: HunspellModule['spell'];
  readonly _Hunspell_suggest: HunspellModule['suggest'];
  readonly _Hunspell_free_list: HunspellModule['freeList'];
}

/** The compiled code and its hash, which names the layout of every memory snapshot made with it. */
export interface HunspellCode {
  readonly sha256: string;
  readonly instantiate: () => Promise<HunspellModule>;
}

export async function fetchHunspell(): Promise<HunspellCode> {
  const response = await fetch(wasmUrl);
  if (!response.ok) throw new Error(`the spelling engine could not be read: ${response.status}`);
  const wasmBinary = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', wasmBinary));
  // Its type declaration leaves out the options that every Emscripten module takes.
  const start = initialise as unknown as (options: { wasmBinary: ArrayBuffer }) => Promise<EmscriptenModule>;
  return {
    sha256: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    instantiate: async () => named(await start({ wasmBinary })),
  };
}

function named(raw: EmscriptenModule): HunspellModule {
  return {
    memory: () => raw.HEAPU8,
    writeFile: raw.FS.writeFile,
    removeFile: raw.FS.unlink,
    allocate: raw['_malloc'],
    free: raw['_free'],
    create: raw['_Hunspell_create'],
    spell: raw['_Hunspell_spell'],
    suggest: raw['_Hunspell_suggest'],
    freeList: raw['_Hunspell_free_list'],
  };
}
