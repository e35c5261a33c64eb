/** Sees to it that what is typed is kept soon: never later than `delay` after the first change that is not kept. */
export interface Keeper {
  /** Something changed. */
  readonly touch: () => void;
  /** Keeps what is not kept yet; resolves when that and every keep under way is done. */
  readonly flush: () => Promise<void>;
  /** Forgets what is not kept. */
  readonly stop: () => void;
  /** True while something is not kept. */
  readonly isDirty: () => boolean;
}

/**
 * A throttle and not a debounce: someone who types without a pause is kept as often as someone who stops. `keep` never
 * rejects, and is never running twice.
 */
export function createKeeper(keep: () => Promise<void>, delay: number): Keeper {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  function start(): Promise<void> {
    if (timer !== null) {
      clearTimeout(timer);
      timer = null;
      running = running.then(() => (isStopped ? undefined : keep()));
    }
    return running;
  }

  return {
    touch() {
      if (isStopped) return;
      timer ??= setTimeout(() => void start(), delay);
    },
    flush: start,
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
    isDirty: () => timer !== null,
  };
}
