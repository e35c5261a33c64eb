import { decodeDictionary } from './decode-dictionary.ts';
import { attachHandle, createHandle } from './hunspell-engine.ts';
import { fetchHunspell, type HunspellCode } from './hunspell-module.ts';
import { chooseProbes, restoreSnapshot, takeSnapshot } from './memory-snapshot.ts';
import { createSnapshotStore } from './snapshot-store.ts';
import type { DictionaryFiles, LoadedDictionary } from './spelling-engine.ts';

const snapshots = createSnapshotStore();

let code: Promise<HunspellCode> | null = null;
function readCode(): Promise<HunspellCode> {
  code ??= fetchHunspell();
  return code;
}

/** A snapshot fits one pair of files and one build of the engine. */
function snapshotKey(engine: HunspellCode, sha256: string): string {
  return `${sha256}:${engine.sha256}`;
}

/** The dictionary out of its memory snapshot; null when there is none or it no longer judges as it did. */
export async function openHunspell(sha256: string): Promise<LoadedDictionary | null> {
  const engine = await readCode();
  const key = snapshotKey(engine, sha256);
  const snapshot = await snapshots.read(key);
  if (snapshot === null) return null;
  try {
    const restored = restoreSnapshot(await engine.instantiate(), snapshot);
    if (restored !== null) return restored;
  } catch {
    // A damaged snapshot may trap; the files are the truth.
  }
  await snapshots.remove(key);
  return null;
}

/** The dictionary parsed from its files; its snapshot is kept for the next time. */
export async function loadHunspell(sha256: string, files: DictionaryFiles): Promise<LoadedDictionary> {
  const engine = await readCode();
  const module = await engine.instantiate();
  const handle = createHandle(module, files);
  const probes = chooseProbes(decodeDictionary(files).dictionary);
  await snapshots.write(snapshotKey(engine, sha256), takeSnapshot(module, handle, probes));
  return attachHandle(module, handle);
}
