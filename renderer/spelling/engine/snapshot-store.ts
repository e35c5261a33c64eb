import type { MemorySnapshot } from './memory-snapshot.ts';

interface Row {
  readonly key: string;
  readonly snapshot: MemorySnapshot;
  readonly takenAt: number;
}

/** Agents write in a few languages; each snapshot takes 2 to 40 MB. */
const keptSnapshots = 6;
const storeName = 'snapshots';

/**
 * The snapshots of this browser profile. A cache only: where IndexedDB is refused or full, reads answer null and
 * writes do nothing.
 */
export interface SnapshotStore {
  readonly read: (key: string) => Promise<MemorySnapshot | null>;
  readonly write: (key: string, snapshot: MemorySnapshot) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
}

export function createSnapshotStore(databaseName = 'postroom-spelling'): SnapshotStore {
  return {
    async read(key) {
      try {
        return await withStore(databaseName, 'readonly', async (store) => {
          const row = (await done(store.get(key))) as Row | undefined;
          return row?.snapshot ?? null;
        });
      } catch {
        return null;
      }
    },
    async write(key, snapshot) {
      try {
        await withStore(databaseName, 'readwrite', async (store) => {
          await done(store.put({ key, snapshot, takenAt: Date.now() } satisfies Row));
          const byAge = (await done(store.index('takenAt').getAllKeys())) as string[];
          for (const old of byAge.slice(0, -keptSnapshots)) await done(store.delete(old));
        });
      } catch {
        // The next start loads from the files again.
      }
    },
    async remove(key) {
      try {
        await withStore(databaseName, 'readwrite', (store) => done(store.delete(key)));
      } catch {
        // It is verified again at each use.
      }
    },
  };
}

async function withStore<T>(
  databaseName: string,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const opening = indexedDB.open(databaseName, 1);
  opening.addEventListener('upgradeneeded', () => {
    opening.result.createObjectStore(storeName, { keyPath: 'key' }).createIndex('takenAt', 'takenAt');
  });
  const database = await done(opening);
  try {
    return await work(database.transaction(storeName, mode).objectStore(storeName));
  } finally {
    database.close();
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => {
      resolve(request.result);
    });
    request.addEventListener('error', () => {
      reject(request.error ?? new Error('the database refused'));
    });
  });
}
