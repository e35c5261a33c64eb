import { create } from 'zustand';

interface ListCursor {
  /** Moves the selection of the list in view by so many rows; null where there is no list. */
  readonly move: ((by: number) => void) | null;
  readonly focus: (() => void) | null;
}

/** How a shortcut reaches the list in view without having the focus there. */
export const useListCursor = create<ListCursor>(() => ({ move: null, focus: null }));
