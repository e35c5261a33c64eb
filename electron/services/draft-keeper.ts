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

/** All drafts of one agent that have text which the backend may lack. */
export interface DraftKeeper {
  readonly keep: (id: DraftId, baseRevision: number, content: DraftContent) => Promise<DraftSafety>;
  readonly recover: (
    id: DraftId,
  ) => Promise<Pick<JournalEntry, 'content' | 'baseRevision' | 'keptAt'> | null>;
  readonly flush: (id: DraftId) => Promise<Draft>;
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
  const drafts = new Map<DraftId, KeptDraft>();

  function draftOf(id: DraftId, recovered: JournalEntry | null = null): KeptDraft {
    const known = drafts.get(id);
    if (known) return known;
    const created = createKeptDraft({ id, journal, server, pace, log, onSafety }, recovered);
    drafts.set(id, created);
    return created;
  }

  const recovered = await journal.readAll().catch((cause: unknown) => {
    // What is typed from now on must still be kept.
    log.error('the draft journal could not be read', cause);
    return [];
  });
  for (const entry of recovered) void draftOf(entry.id, entry).attempt();

  return {
    keep: (id, baseRevision, content) => draftOf(id).keep(baseRevision, content),
    flush: (id) => draftOf(id).flush(),
    async recover(id) {
      const draft = drafts.get(id);
      // An attempt under way decides whether there is anything to recover.
      if (draft?.unsaved()) await within(draft.attempt(), 3000);
      const unsaved = draft?.unsaved();
      if (!unsaved) return null;
      return { content: unsaved.content, baseRevision: unsaved.baseRevision, keptAt: unsaved.keptAt };
    },
    async forget(id) {
      await draftOf(id).forget();
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

async function within(work: Promise<unknown>, limit: number): Promise<void> {
  const timeout = Promise.withResolvers<void>();
  const timer = setTimeout(timeout.resolve, limit);
  try {
    await Promise.race([work, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
