import { useSyncExternalStore } from 'react';

interface Ticker {
  readonly subscribe: (listener: () => void) => () => void;
  readonly now: () => number;
}

function createTicker(interval: number): Ticker {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    now: () => now,
    subscribe(listener) {
      listeners.add(listener);
      if (timer === undefined) {
        now = Date.now();
        timer = setInterval(tick, interval);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}

const tickers = new Map<number, Ticker>();

/**
 * The time, renewed every `interval` ms. All users of one interval share one timer and change in the same frame, so
 * that a list of waiting times does not flicker; without users there is no timer.
 */
export function useNow(interval: number): number {
  let ticker = tickers.get(interval);
  if (!ticker) tickers.set(interval, (ticker = createTicker(interval)));
  return useSyncExternalStore(ticker.subscribe, ticker.now);
}
