import { createStore, type StoreApi } from 'zustand';
import type { DraftKind } from '../../contract/domain/draft.ts';
import type { DraftId, InteractionId, MailId, ServiceGroupId } from '../../contract/domain/ids.ts';
import { createStoreContext } from '../ui/store-context.ts';
import { listWidths, replyHeights } from './layout-bounds.ts';

export type Section = 'work' | 'waiting' | 'outgoing' | 'archive';

/** What is open beside the list. */
export type Opened =
  | { readonly kind: 'interaction'; readonly id: InteractionId }
  | { readonly kind: 'draft'; readonly id: DraftId }
  | { readonly kind: 'mail'; readonly id: MailId };

export interface OpenReply {
  readonly kind: DraftKind;
  /** Rises with each opening, so that the editor starts anew after an undo. */
  readonly turn: number;
  /** True until the focus has gone there: the agent asked for it and goes on writing. */
  readonly focus: boolean;
}

export type Overlay = 'palette' | 'shortcuts' | 'settings' | 'new-mail';

export interface PlaceState {
  readonly section: Section;
  /** The group whose waiting mail is listed; null: all. */
  readonly group: ServiceGroupId | null;
  /** What is open, remembered for each section. */
  readonly opened: Readonly<Record<Section, Opened | null>>;
  readonly replies: ReadonlyMap<InteractionId, OpenReply>;
  /** Another number each time the focus is to go to what is open; 0 while it stays where it is. */
  readonly focusTurn: number;
  readonly overlay: Overlay | null;
  readonly listWidth: number;
  readonly replyHeight: number;
  readonly go: (section: Section, group?: ServiceGroupId | null) => void;
  readonly open: (opened: Opened | null, focus?: boolean) => void;
  /** Gives the focus to what is open, if it is this. */
  readonly focusOpened: (opened: Opened) => void;
  readonly startReply: (id: InteractionId, kind: DraftKind, focus?: boolean) => void;
  /** True once for each reply that was asked for: coming back to it on the list gives the focus to no editor. */
  readonly takeReplyFocus: (id: InteractionId) => boolean;
  readonly endReply: (id: InteractionId) => void;
  readonly show: (overlay: Overlay | null) => void;
  readonly setListWidth: (width: number) => void;
  readonly setReplyHeight: (height: number) => void;
}

/** Where the agent is in the window. */
export function createPlaceStore(): StoreApi<PlaceState> {
  let focusTurns = 0;
  return createStore((set, get) => ({
    section: 'work',
    group: null,
    opened: { work: null, waiting: null, outgoing: null, archive: null },
    replies: new Map(),
    focusTurn: 0,
    overlay: null,
    listWidth: listWidths.usual,
    replyHeight: replyHeights.usual,
    go(section, group = null) {
      // Sent mails have no list beside what is open: who goes there comes to the list.
      const opened = section === 'outgoing' ? { ...get().opened, outgoing: null } : get().opened;
      set({ section, group, opened, focusTurn: 0 });
    },
    open(opened, focus = false) {
      const { section } = get();
      if (focus) focusTurns += 1;
      set({
        opened: { ...get().opened, [section]: opened },
        focusTurn: focus ? focusTurns : 0,
        // Who goes elsewhere before a reply is there does not go on writing it on the way back.
        replies: new Map([...get().replies].map(([id, reply]) => [id, { ...reply, focus: false }])),
      });
    },
    focusOpened(wanted) {
      const { opened, section, open } = get();
      if (openedKey(opened[section]) === openedKey(wanted)) open(opened[section], true);
    },
    startReply(id, kind, focus = true) {
      const turn = (get().replies.get(id)?.turn ?? 0) + 1;
      set({ replies: new Map(get().replies).set(id, { kind, turn, focus }) });
    },
    takeReplyFocus(id) {
      const reply = get().replies.get(id);
      if (!reply?.focus) return false;
      set({ replies: new Map(get().replies).set(id, { ...reply, focus: false }) });
      return true;
    },
    endReply(id) {
      const replies = new Map(get().replies);
      replies.delete(id);
      set({ replies });
    },
    show(overlay) {
      set({ overlay });
    },
    setListWidth(listWidth) {
      set({ listWidth });
    },
    setReplyHeight(replyHeight) {
      set({ replyHeight });
    },
  }));
}

export const {
  Provider: PlaceProvider,
  useSelected: usePlace,
  useApi: usePlaceStore,
} = createStoreContext<PlaceState>('place');

/** The key of what is open, as lists use it. */
export function openedKey(opened: Opened | null): string | null {
  return opened ? `${opened.kind}-${opened.id}` : null;
}
