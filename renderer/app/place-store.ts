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
  /** True if the agent asked for it and goes on writing. */
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
  /** Rises when the focus is to go to what is open. */
  readonly focusTurn: number;
  readonly overlay: Overlay | null;
  readonly listWidth: number;
  readonly replyHeight: number;
  readonly go: (section: Section, group?: ServiceGroupId | null) => void;
  readonly open: (opened: Opened | null, focus?: boolean) => void;
  readonly startReply: (id: InteractionId, kind: DraftKind, focus?: boolean) => void;
  readonly endReply: (id: InteractionId) => void;
  readonly show: (overlay: Overlay | null) => void;
  readonly setListWidth: (width: number) => void;
  readonly setReplyHeight: (height: number) => void;
}

/** Where the agent is in the window. */
export function createPlaceStore(): StoreApi<PlaceState> {
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
      set({ section, group });
    },
    open(opened, focus = false) {
      const { section, focusTurn } = get();
      set({
        opened: { ...get().opened, [section]: opened },
        focusTurn: focus ? focusTurn + 1 : focusTurn,
      });
    },
    startReply(id, kind, focus = true) {
      const turn = (get().replies.get(id)?.turn ?? 0) + 1;
      set({ replies: new Map(get().replies).set(id, { kind, turn, focus }) });
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
