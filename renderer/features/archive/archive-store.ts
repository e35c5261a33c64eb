import { createStore, type StoreApi } from 'zustand';
import type { ArchivedMail } from '../../../contract/domain/archive.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { failureCode } from '../../strings/failures.ts';
import { createStoreContext } from '../../ui/store-context.ts';

export interface ArchiveState {
  readonly text: string;
  readonly mails: readonly ArchivedMail[];
  readonly searching: boolean;
  /** False once the oldest one was read. */
  readonly hasMore: boolean;
  readonly failure: ErrorCode | null;
  /** Searches for the text; the answer to an older search is dropped. */
  readonly search: (text: string) => Promise<void>;
  readonly more: () => Promise<void>;
}

const page = 50;

/** What was searched for in the archive and what was found, newest first. */
export function createArchiveStore(desktop: Desktop): StoreApi<ArchiveState> {
  return createStore((set, get) => {
    let turn = 0;
    async function read(before: ArchivedMail | undefined): Promise<void> {
      const mine = ++turn;
      const { text } = get();
      set({ searching: true, failure: null });
      try {
        const { mails } = await desktop.call('archive.search', {
          text,
          limit: page,
          ...(before ? { before: before.id } : {}),
        });
        if (mine !== turn) return;
        set({
          mails: before ? [...get().mails, ...mails] : mails,
          hasMore: mails.length === page,
          searching: false,
        });
      } catch (error) {
        if (mine === turn) set({ failure: failureCode(error), searching: false });
      }
    }
    return {
      text: '',
      mails: [],
      searching: false,
      hasMore: false,
      failure: null,
      async search(text) {
        set({ text });
        await read(undefined);
      },
      async more() {
        const last = get().mails.at(-1);
        if (last && get().hasMore && !get().searching) await read(last);
      },
    };
  });
}

export const {
  Provider: ArchiveProvider,
  useSelected: useArchive,
  useApi: useArchiveStore,
} = createStoreContext<ArchiveState>('archive');
