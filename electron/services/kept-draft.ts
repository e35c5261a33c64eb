import { randomUUID } from 'node:crypto';
import { assertNever } from '../../contract/assert-never.ts';
import type { DraftSafety } from '../../contract/desktop.ts';
import type { Draft, DraftContent } from '../../contract/domain/draft.ts';
import type { DraftId } from '../../contract/domain/ids.ts';
import { ExpectedError, type Failure } from '../../contract/error.ts';
import { backOff, type Delays } from './backoff.ts';
import { fingerprint, type DraftJournal, type JournalEntry } from './draft-journal.ts';
import { describeSaveFailure } from './draft-save-failure.ts';
import type { HostLog } from './host-log.ts';

export interface DraftPace {
  /** Milliseconds between two saves of one draft on the backend: what is typed meanwhile goes in one. */
  readonly interval: number;
  readonly retry: Delays;
}

export interface DraftServer {
  readonly save: (id: DraftId, baseRevision: number, content: DraftContent) => Promise<Draft>;
  readonly read: (id: DraftId) => Promise<Draft>;
}

export interface KeptDraftOptions {
  readonly id: DraftId;
  /** The window that writes it; the text of another one is another writer's, even of the same agent. */
  readonly writer: string;
  readonly journal: DraftJournal;
  readonly server: DraftServer;
  readonly pace: DraftPace;
  readonly log: HostLog;
  readonly onSafety: (safety: DraftSafety) => void;
}

/**
 * One draft on its way from one window to the backend.
 *
 *   idle ──keep──► due ──► saving ──saved──► idle, or due again when more was kept meanwhile
 *                   ▲        ├──no answer──► waiting ──back-off, resume──► saving
 *                   │        ├──draft-conflict──► conflict   only a keep on another revision leaves it
 *                   └─keep───┴──refused──► refused
 */
export interface KeptDraft {
  readonly id: DraftId;
  readonly writer: () => string;
  /** Another window goes on with the text. */
  readonly handOver: (writer: string) => Promise<void>;
  /** Answers when the text is on the disk. When the disk is full it fails, and the text is still saved from memory. */
  readonly keep: (baseRevision: number, content: DraftContent) => Promise<DraftSafety>;
  /** The newest text that the backend does not have. */
  readonly unsaved: () => Pick<JournalEntry, 'content' | 'baseRevision' | 'keptAt'> | null;
  /** Answers when one attempt to save has ended, however it ended. */
  readonly attempt: () => Promise<void>;
  /** Answers the backend's draft once it has everything; fails with what stands in the way. */
  readonly flush: () => Promise<Draft>;
  /** Tries again now where it waits for the backend. */
  readonly resume: () => void;
  /** The draft is sent or discarded: its text is no longer wanted. */
  readonly forget: () => Promise<void>;
  readonly stop: () => void;
}

type State = 'idle' | 'due' | 'saving' | 'waiting' | 'conflict' | 'refused';
/**
 * How many revisions of our own making a caller may be behind: its call crosses the answer to our last save. Any
 * older base is a conflict to show.
 */
const toleratedLag = 4;

export function createKeptDraft(options: KeptDraftOptions, recovered: JournalEntry | null): KeptDraft {
  const { id, journal, server, pace, log, onSafety } = options;
  let { writer } = options;
  let pending: JournalEntry | null = recovered;
  let state: State = 'idle';
  let failure: Failure | null = null;
  /** Revisions that followed each other by our own saves, the newest last. */
  let lineage: readonly number[] = [];
  let sent: readonly string[] = recovered?.sent ?? [];
  let attempts = 0;
  let savedAt = 0;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let stopped = false;
  let knownRevision = recovered?.baseRevision ?? 0;

  function safety(saved: DraftSafety['saved']): DraftSafety {
    return { draftId: id, saved, revision: knownRevision, failure, writer };
  }

  function schedule(delay: number): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (stopped) return;
    timer = setTimeout(() => void attempt(), delay);
  }

  function scheduleNextSave(): void {
    if (state === 'saving') return;
    state = 'due';
    schedule(Math.max(0, savedAt + pace.interval - Date.now()));
  }

  function attempt(): Promise<void> {
    running ??= save().finally(() => {
      running = null;
    });
    return running;
  }

  async function save(): Promise<void> {
    if (timer) clearTimeout(timer);
    timer = null;
    const text = pending;
    // A conflict is the person's to decide; saving again would only pile up versions on the backend.
    if (!text || stopped || state === 'conflict') return;
    state = 'saving';
    savedAt = Date.now();
    sent = [...new Set([...sent, fingerprint(text.content)])];
    try {
      await accept(text, await server.save(id, text.baseRevision, text.content));
    } catch (cause) {
      await fail(text, cause);
    }
  }

  /** The backend has this text, as this draft. */
  async function accept(text: JournalEntry, saved: Draft): Promise<void> {
    lineage = [...(lineage.length > 0 ? lineage : [text.baseRevision]), saved.revision].slice(-toleratedLag);
    knownRevision = saved.revision;
    failure = null;
    attempts = 0;
    sent = [];
    if (!pending || pending.stamp === text.stamp) {
      pending = null;
      state = 'idle';
      await forgetOnDisk(text.stamp);
      onSafety(safety('server'));
      return;
    }
    state = 'due';
    await rebase(saved.revision);
    onSafety(safety('local'));
    scheduleNextSave();
  }

  /** The text kept meanwhile now stands on the revision just saved; the journal must say so too. */
  async function rebase(revision: number): Promise<void> {
    if (!pending) return;
    pending = { ...pending, baseRevision: revision, sent: [...sent] };
    const entry = pending;
    await journal.write(entry).catch((cause: unknown) => {
      log.error('a journaled draft could not be rewritten', cause, { draft: id });
    });
  }

  async function forgetOnDisk(stamp: string | null): Promise<void> {
    await journal.remove(id, writer, stamp).catch((cause: unknown) => {
      log.error('a saved draft could not be removed from the journal', cause, { draft: id });
    });
  }

  async function fail(text: JournalEntry, cause: unknown): Promise<void> {
    const described = describeSaveFailure(cause);
    if (described.kind === 'retry' && described.bug) {
      log.error('a draft could not be saved', cause, { draft: id });
    }
    if (described.kind === 'conflict' && (await isOwnSave(text))) return;
    if (!pending) return;
    failure = described.failure;
    switch (described.kind) {
      case 'conflict':
        state = 'conflict';
        onSafety(safety('conflict'));
        return;
      case 'refused':
        state = 'refused';
        onSafety(safety('failed'));
        return;
      case 'retry':
        state = 'waiting';
        attempts += 1;
        onSafety(safety('local'));
        schedule(backOff(attempts, pace.retry));
        return;
      default:
        assertNever(described.kind);
    }
  }

  /**
   * A save whose answer was lost, by a cut connection or a crash, makes the next one look like a conflict with
   * somebody else. It is not one when the backend holds a text that we sent.
   */
  async function isOwnSave(text: JournalEntry): Promise<boolean> {
    const there = await server.read(id).catch(() => null);
    if (!there || !sent.includes(fingerprint(there))) return false;
    if (fingerprint(there) === fingerprint(text.content)) {
      await accept(text, there);
      return true;
    }
    lineage = [text.baseRevision, there.revision];
    knownRevision = there.revision;
    state = 'due';
    await rebase(there.revision);
    schedule(0);
    return true;
  }

  function standsOn(baseRevision: number): number {
    const newest = lineage.at(-1);
    if (newest !== undefined && lineage.includes(baseRevision)) return newest;
    lineage = [];
    return baseRevision;
  }

  return {
    id,
    writer: () => writer,
    async handOver(next) {
      const before = writer;
      writer = next;
      if (!pending) return;
      pending = { ...pending, writer };
      await journal.write(pending);
      // A text that the window before has kept meanwhile stays.
      await journal.remove(id, before, pending.stamp);
    },
    unsaved: () => pending,
    attempt,
    async keep(baseRevision, content) {
      const base = standsOn(baseRevision);
      const stillInConflict = state === 'conflict' && pending?.baseRevision === base;
      const entry: JournalEntry = {
        version: 1,
        id,
        writer,
        baseRevision: base,
        content,
        keptAt: new Date().toISOString(),
        stamp: randomUUID(),
        sent: [...sent],
      };
      pending = entry;
      knownRevision = base;
      if (!stillInConflict) failure = null;
      try {
        await journal.write(entry);
      } finally {
        // Also when the disk refused: the text is in memory and the backend may still take it.
        if (!stillInConflict && pending?.stamp === entry.stamp) scheduleNextSave();
      }
      return safety(stillInConflict ? 'conflict' : 'local');
    },
    async flush() {
      for (;;) {
        const work = running ?? (pending ? attempt() : null);
        if (!work) return server.read(id);
        if (stopped) throw new ExpectedError('cancelled', 'the session ended before the draft was saved');
        await work;
        if (pending && failure) throw asError(failure);
      }
    },
    resume() {
      if (state !== 'waiting' && state !== 'due') return;
      attempts = 0;
      schedule(0);
    },
    async forget() {
      if (timer) clearTimeout(timer);
      timer = null;
      pending = null;
      lineage = [];
      state = 'idle';
      await forgetOnDisk(null);
    },
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}

function asError(failure: Failure): ExpectedError {
  return new ExpectedError(failure.code, failure.message, failure.detail);
}
