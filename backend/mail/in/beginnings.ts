export interface Beginnings {
  /**
   * Resolves when the caller may begin, in the order of asking, or at once at the abort.
   * @param host where all that is begun counts together
   * @returns to be called once that is done; who takes too long makes room all the same
   */
  readonly begin: (host: string, signal: AbortSignal) => Promise<() => void>;
}

export interface BeginningLimits {
  readonly all: number;
  readonly perHost: number;
  /** After so many milliseconds one that has not ended makes room: a host that hangs holds up no others. */
  readonly longest: number;
}

/**
 * What a thousand mailboxes that begin at the same moment, at the start or after an outage, are held to: connecting,
 * signing in and the first look cost both ends more than all that comes after.
 */
export const usualBeginnings: BeginningLimits = { all: 50, perHost: 10, longest: 5_000 };

interface Waiting {
  readonly host: string;
  readonly go: () => void;
}

export function limitBeginnings({ all, perHost, longest }: BeginningLimits = usualBeginnings): Beginnings {
  const waiting = new Set<Waiting>();
  const running = new Map<string, number>();
  let count = 0;

  function serve(): void {
    for (const one of waiting) {
      if (count >= all) return;
      const there = running.get(one.host) ?? 0;
      if (there >= perHost) continue;
      waiting.delete(one);
      running.set(one.host, there + 1);
      count++;
      one.go();
    }
  }

  function leave(host: string): void {
    count--;
    const left = (running.get(host) ?? 1) - 1;
    if (left === 0) running.delete(host);
    else running.set(host, left);
    serve();
  }

  return {
    begin(host, signal) {
      return new Promise((resolve) => {
        const give = (done: () => void): void => {
          signal.removeEventListener('abort', abort);
          resolve(done);
        };
        const one: Waiting = {
          host,
          go() {
            let isOver = false;
            const end = (): void => {
              clearTimeout(timer);
              if (!isOver) leave(host);
              isOver = true;
            };
            const timer = setTimeout(end, longest);
            give(end);
          },
        };
        const abort = (): void => {
          waiting.delete(one);
          give(() => undefined);
        };
        if (signal.aborted) return abort();
        signal.addEventListener('abort', abort);
        waiting.add(one);
        serve();
      });
    },
  };
}
