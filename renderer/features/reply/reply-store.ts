import { createStore } from 'zustand/vanilla';
import type { DraftSafety } from '../../../contract/desktop.ts';
import type { Draft, DraftContent, DraftKind } from '../../../contract/domain/draft.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { windowName } from '../../platform/window-name.ts';
import { createCarriedFiles } from './carried-files.ts';
import { createDraftFiles } from './draft-files.ts';
import { toFailure } from './failures.ts';
import { createKeeper } from './keeper.ts';
import type { OpenDraft, ReplyActions, ReplyDocument, ReplyStore } from './reply-actions.ts';
import { allRecipients, contentOf, fieldsOf, initialState, type ReplyState } from './reply-state.ts';
import { type AnsweredMail, fieldsForKind } from './switch-kind.ts';

export interface ReplyStoreOptions {
  readonly desktop: Desktop;
  readonly kind: DraftKind;
  readonly openDraft: OpenDraft;
  /** The mail that the draft answers; null: none. */
  readonly findAnswered?: (draft: Draft) => AnsweredMail | null;
  /** Milliseconds from the first change to the keep. */
  readonly keepDelay?: number;
  /** The window that writes, among those of the same agent. */
  readonly writer?: string;
}

const retryDelay = 3000;

/** The store of one open draft. The document stays in the editor and is read when it is kept. */
export function createReplyStore({
  desktop,
  kind,
  openDraft,
  findAnswered = () => null,
  keepDelay = 400,
  writer = windowName,
}: ReplyStoreOptions): ReplyStore {
  const store = createStore<ReplyState>(() => ({ ...initialState, kind }));
  let document: ReplyDocument | null = null;
  // The text while no editor is connected: before it mounts and after it has gone.
  let lastHtml = '';
  let revision = 0;
  // Changes of the person's, counted: what changed while the server was asked is never written over.
  let touches = 0;
  // Of a draft that was opened fresh: nobody's own words.
  let givenSubject = '';

  const set = store.setState;
  const requireDraft = (): Draft => {
    const { draft } = store.getState();
    if (draft === null) throw new Error('no draft is open');
    return draft;
  };
  const files = createDraftFiles(desktop, store, requireDraft);
  const carried = createCarriedFiles(desktop, store, files);
  const content = (): DraftContent => {
    if (document !== null) lastHtml = document.read();
    const { fields, kind: now, draft } = store.getState();
    const changed = now !== 'new' && draft !== null && now !== draft.kind;
    return { ...fields, html: lastHtml, ...(changed ? { becomes: now } : {}) };
  };

  const keeper = createKeeper(async () => {
    const { draft, conflict, phase } = store.getState();
    if (draft === null || conflict !== null || phase.state === 'closed') return;
    try {
      const kept = await desktop.call('drafts.keep', {
        id: draft.id,
        baseRevision: revision,
        content: content(),
        writer,
      });
      applySafety(kept);
    } catch (error) {
      set({ saved: { state: 'failed', failure: toFailure(error) } });
      // Not kept anywhere yet: again soon, without waiting for the next key.
      setTimeout(keeper.touch, retryDelay);
    }
  }, keepDelay);

  function touch(): void {
    const { phase } = store.getState();
    if (phase.state !== 'open') return;
    touches += 1;
    if (store.getState().saved.state !== 'typing') set({ saved: { state: 'typing' } });
    keeper.touch();
  }

  function show(draft: Draft): void {
    revision = draft.revision;
    lastHtml = draft.html;
    givenSubject = draft.revision === 1 ? draft.subject : '';
    document?.write(draft.html);
    set({
      draft,
      kind: draft.kind,
      fields: fieldsOf(draft),
      suggested: allRecipients(draft),
      attachments: draft.attachments,
      conflict: null,
      saved: { state: 'untouched' },
    });
  }

  function applySafety(safety: DraftSafety): void {
    const { draft, phase } = store.getState();
    if (draft === null || safety.draftId !== draft.id || phase.state === 'closed') return;
    if (safety.writer !== writer) {
      if (safety.saved === 'server') void followOtherWindow(safety.revision);
      return;
    }
    switch (safety.saved) {
      case 'local':
        // The answer to a keep, overtaken by the event that the server has these very words.
        if (safety.revision < revision && store.getState().saved.state === 'server') break;
        revision = Math.max(revision, safety.revision);
        // Newer words may wait already; then the state stays "typing" until they are kept too.
        if (!keeper.isDirty()) set({ saved: { state: 'local' } });
        break;
      case 'server':
        revision = Math.max(revision, safety.revision);
        if (!keeper.isDirty()) set({ saved: { state: 'server' } });
        break;
      case 'browser':
        if (!keeper.isDirty()) set({ saved: { state: 'browser' } });
        // Without an editor they are handed over when the draft is opened again, perhaps with newer ones.
        setTimeout(() => {
          if (document !== null) keeper.touch();
        }, retryDelay);
        break;
      case 'conflict':
        void meetConflict();
        break;
      case 'failed':
        set({
          saved: {
            state: 'failed',
            failure: safety.failure ?? { code: 'internal', message: 'the draft was not saved' },
          },
        });
        break;
    }
  }

  /** Newer words of another window are shown where nothing was typed here; else the next keep meets the conflict. */
  async function followOtherWindow(newer: number): Promise<void> {
    const { saved } = store.getState();
    const isClean = saved.state === 'untouched' || saved.state === 'server';
    if (newer > revision && isClean) await refresh();
  }

  async function refresh(): Promise<void> {
    if (store.getState().phase.state !== 'open') return;
    await attempt(async () => {
      const before = touches;
      await keeper.flush();
      const draft = await desktop.call('drafts.flush', { id: requireDraft().id, writer });
      // Typed meanwhile: then the next keep meets the conflict.
      const isOurs = touches !== before || store.getState().conflict !== null;
      if (draft.revision > revision && !isOurs) show(draft);
    });
  }

  async function meetConflict(): Promise<void> {
    if (store.getState().conflict !== null) return;
    try {
      const mine = content();
      const theirs = await desktop.call('drafts.read', { id: requireDraft().id });
      // Our own text that came back under a new revision is no conflict.
      if (isSame(contentOf(theirs), mine)) {
        revision = theirs.revision;
        set({ draft: theirs, saved: { state: 'server' } });
      } else {
        set({ conflict: { mine, theirs } });
      }
    } catch (error) {
      set({ saved: { state: 'failed', failure: toFailure(error) } });
    }
  }

  async function recover(draft: Draft): Promise<void> {
    const kept = await desktop.call('drafts.recover', { id: draft.id, writer });
    show(draft);
    if (kept === null || isSame(contentOf(draft), kept.content)) return;
    lastHtml = kept.content.html;
    document?.write(lastHtml);
    set({ fields: fieldsOf(kept.content) });
    if (kept.baseRevision === draft.revision) {
      set({ recovery: { keptAt: kept.keptAt, saved: contentOf(draft) }, saved: { state: 'local' } });
    } else {
      set({ conflict: { mine: kept.content, theirs: draft } });
    }
  }

  /** Runs one wish of the person; what goes wrong is shown where they asked for it. */
  async function attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      set({ failure: null });
      await work();
      return true;
    } catch (error) {
      set({ failure: toFailure(error) });
      return false;
    }
  }

  const actions: ReplyActions = {
    async open() {
      set({ ...initialState, kind });
      try {
        await recover(await openDraft(kind));
        set({ phase: { state: 'open' } });
      } catch (error) {
        set({ phase: { state: 'failed', failure: toFailure(error) } });
      }
    },
    startHtml: () => lastHtml,
    connectDocument(connected) {
      document = connected;
      return () => {
        lastHtml = connected.read();
        if (document === connected) document = null;
      };
    },
    documentChanged: touch,
    change(fields, invalid) {
      set((state) => ({ fields: { ...state.fields, ...fields }, invalid: invalid ?? state.invalid }));
      touch();
    },
    applySafety,
    refresh,
    keepNow: () => keeper.flush(),
    async switchKind(next) {
      const { draft, fields, kind: before } = store.getState();
      const answered = draft === null ? null : findAnswered(draft);
      if (next === before || answered === null) return;
      const switched = fieldsForKind(next, fields, answered);
      set({ kind: next, fields: switched, suggested: allRecipients(switched), invalid: [] });
      touch();
      if (next === 'forward') await attempt(() => carried.carry(answered.message));
      else await carried.drop();
    },
    async keepMine() {
      const { conflict } = store.getState();
      if (conflict === null) return;
      revision = conflict.theirs.revision;
      set({ conflict: null, draft: conflict.theirs, attachments: conflict.theirs.attachments });
      touch();
      await keeper.flush();
    },
    takeTheirs() {
      const { conflict } = store.getState();
      if (conflict === null) return;
      show(conflict.theirs);
      // Kept once more, so that the journal does not offer the refused version again.
      touch();
    },
    refuseRecovery() {
      const { recovery } = store.getState();
      if (recovery === null) return;
      document?.write(recovery.saved.html);
      set({ recovery: null, fields: fieldsOf(recovery.saved) });
      touch();
    },
    acceptRecovery() {
      set({ recovery: null });
      touch();
    },
    attach: async (added) => {
      await files.attach(added);
    },
    async takeResponse(filled, attaching) {
      const { subject } = store.getState().fields;
      if (filled.subject !== null && (subject.trim() === '' || subject === givenSubject)) {
        givenSubject = filled.subject;
        actions.change({ subject: filled.subject });
      }
      if (filled.files.length > 0) await files.attachKept(filled.files, attaching);
    },
    detach: files.detach,
    cancelUpload: files.cancelUpload,
    retryUpload: files.retryUpload,
    dismissUpload: files.dismissUpload,
    applyProgress: files.applyProgress,
    report(error) {
      set({ failure: toFailure(error) });
    },
    dismissFailure() {
      set({ failure: null });
    },
    findRefusal() {
      const { fields, invalid } = store.getState();
      const isEmpty = allRecipients(fields).length === 0;
      if (invalid.length === 0 && !isEmpty) return false;
      const code = invalid.length > 0 ? 'bad-address' : 'no-recipient';
      set({ failure: { code, message: code } });
      return true;
    },
    async send(accepted) {
      // Set before anything is awaited: a double click finds the phase changed.
      if (store.getState().phase.state !== 'open') return null;
      set({ phase: { state: 'sending' }, failure: null });
      try {
        const { id } = requireDraft();
        await files.settled();
        await keeper.flush();
        const flushed = await desktop.call('drafts.flush', { id, writer });
        const sent = await desktop.call('drafts.send', {
          id,
          revision: flushed.revision,
          acceptUnresolved: accepted.unresolved,
          acceptExpired: accepted.expired,
          acceptWrittenAgain: accepted.writtenAgain,
        });
        keeper.stop();
        set({ phase: { state: 'closed' } });
        return sent;
      } catch (error) {
        set({ phase: { state: 'open' }, failure: toFailure(error) });
        return null;
      }
    },
    async discard() {
      return attempt(async () => {
        await desktop.call('drafts.discard', { id: requireDraft().id });
        keeper.stop();
        set({ phase: { state: 'closed' } });
      });
    },
    images: files.images,
  };

  return { ...store, actions };
}

function isSame(one: DraftContent, other: DraftContent): boolean {
  return JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
}
