import type { DraftSafety } from '../../contract/desktop.ts';
import type { Draft, DraftContent } from '../../contract/domain/draft.ts';
import type { DraftId } from '../../contract/domain/ids.ts';
import { openDraftJournal, type JournalEntry } from './draft-journal.ts';
import type { HostLog } from './host-log.ts';
import { createKeptDraft, type DraftPace, type DraftServer, type KeptDraft } from './kept-draft.ts';

export interface DraftKeeperOptions {
  /** The journal's folder of this agent. */
  readonly folder: string;
  readonly server: DraftServer;
  readonly pace: DraftPace;
  readonly log: HostLog;
  readonly onSafety: (safety: DraftSafety) => void;
}

/**
 * All drafts of one agent that have text which the backend may lack, each window's for itself: which of two windows
 * came first is the backend's to say.
 */
export interface DraftKeeper {
  readonly keep: (
    id: DraftId,
    baseRevision: number,
    content: DraftContent,
    writer?: string,
  ) => Promise<DraftSafety>;
  /** The newest text that the backend lacks, whoever wrote it; from now on it is this writer's. */
  readonly recover: (
    id: DraftId,
    writer?: string,
  ) => Promise<Pick<JournalEntry, 'content' | 'baseRevision' | 'keptAt'> | null>;
  readonly flush: (id: DraftId, writer?: string) => Promise<Draft>;
  readonly forget: (id: DraftId) => Promise<void>;
  /** One attempt to save everything, ended after `limit` milliseconds at the latest. Never fails. */
  readonly settle: (limit: number) => Promise<void>;
  /** The backend is back. */
  readonly resume: () => void;
  /** Stops saving. The journal stays on the disk. */
  readonly stop: () => void;
}

/** Takes up what the journal holds from the last run and begins to save it. */
export async function openDraftKeeper(options: DraftKeeperOptions): Promise<DraftKeeper> {
  const { folder, server, pace, log, onSafety } = options;
  const journal = openDraftJournal(folder, log);
  const drafts = new Map<string, KeptDraft>();
  const allOf = (id: DraftId) => [...drafts.values()].filter((draft) => draft.id === id);

  function draftOf(id: DraftId, writer: string, recovered: JournalEntry | null = null): KeptDraft {
    const known = drafts.get(keyOf(id, writer));
    if (known) return known;
    const created = createKeptDraft({ id, writer, journal, server, pace, log, onSafety }, recovered);
    drafts.set(keyOf(id, writer), created);
    return created;
  }

  const recovered = await journal.readAll().catch((cause: unknown) => {
    // What is typed from now on must still be kept.
    log.error('the draft journal could not be read', cause);
    return [];
  });
  for (const entry of recovered) void draftOf(entry.id, entry.writer, entry).attempt();

  return {
    keep: (id, baseRevision, content, writer = '') => draftOf(id, writer).keep(baseRevision, content),
    flush: (id, writer = '') => draftOf(id, writer).flush(),
    async recover(id, writer = '') {
      // An attempt under way decides whether there is anything to recover.
      const trying = allOf(id).filter((draft) => draft.unsaved() !== null);
      if (trying.length > 0) await within(Promise.allSettled(trying.map((draft) => draft.attempt())), 3000);
      const own = drafts.get(keyOf(id, writer));
      const draft = own?.unsaved() ? own : newest(allOf(id));
      const unsaved = draft?.unsaved();
      if (!draft || !unsaved) return null;
      if (draft !== own) {
        own?.stop();
        drafts.delete(keyOf(id, draft.writer()));
        drafts.set(keyOf(id, writer), draft);
        await draft.handOver(writer);
      }
      return { content: unsaved.content, baseRevision: unsaved.baseRevision, keptAt: unsaved.keptAt };
    },
    async forget(id) {
      await Promise.all(allOf(id).map((draft) => draft.forget()));
    },
    async settle(limit) {
      const unsaved = [...drafts.values()].filter((draft) => draft.unsaved() !== null);
      await within(Promise.allSettled(unsaved.map((draft) => draft.attempt())), limit);
    },
    resume() {
      for (const draft of drafts.values()) draft.resume();
    },
    stop() {
      for (const draft of drafts.values()) draft.stop();
    },
  };
}

const keyOf = (id: DraftId, writer: string) => `${id}/${writer}`;
const keptAt = (draft: KeptDraft) => draft.unsaved()?.keptAt ?? '';

function newest(drafts: readonly KeptDraft[]): KeptDraft | undefined {
  return [...drafts].sort((one, other) => keptAt(other).localeCompare(keptAt(one)))[0];
}

async function within(work: Promise<unknown>, limit: number): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, limit);
  try {
    await Promise.race([work, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
