import type { StoreApi } from 'zustand';
import type { Layout } from '../../contract/desktop.ts';
import type { Desktop } from '../platform/desktop.ts';
import { listWidths, replyHeights, type Bounds } from './layout-bounds.ts';
import type { PlaceState } from './place-store.ts';

/** Milliseconds from the last movement to the keep. */
const rest = 300;

/** Restores the sizes that this agent has set on this device, and keeps them when they change. */
export function keepLayout(place: StoreApi<PlaceState>, desktop: Desktop): { stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isChanged = false;
  let isRestoring = false;

  // Where it cannot be kept, the sizes hold for this visit.
  function keep(): void {
    clearTimeout(timer);
    timer = undefined;
    desktop.call('layout.save', layoutOf(place.getState())).catch(() => undefined);
  }

  async function restore(): Promise<void> {
    const kept = await desktop.call('layout.read', {}).catch(() => null);
    if (kept === null || isChanged) return;
    isRestoring = true;
    place.getState().setListWidth(within(listWidths, kept.listWidth));
    place.getState().setReplyHeight(within(replyHeights, kept.replyHeight));
    isRestoring = false;
  }

  const stop = place.subscribe((state, before) => {
    if (state.listWidth === before.listWidth && state.replyHeight === before.replyHeight) return;
    if (isRestoring) return;
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(keep, rest);
  });
  void restore();
  return {
    stop() {
      stop();
      if (timer !== undefined) keep();
    },
  };
}

function layoutOf({ listWidth, replyHeight }: PlaceState): Layout {
  return {
    listWidth: listWidth === listWidths.usual ? null : listWidth,
    replyHeight: replyHeight === replyHeights.usual ? null : replyHeight,
  };
}

function within({ min, max, usual }: Bounds, size: number | null): number {
  return size === null ? usual : Math.min(max, Math.max(min, size));
}
