/** What is smaller is not counted: it waits for nothing. */
const small = 1024 * 1024;

export interface ByteBudget {
  /** Does the work once its bytes fit beside those of others; what is larger than all the room waits to be alone. */
  readonly within: <T>(bytes: number, work: () => Promise<T>) => Promise<T>;
}

/** Bounds the memory of what is done at the same time, in the order of asking. */
export function openByteBudget(limit: number): ByteBudget {
  let taken = 0;
  const waiting: { readonly bytes: number; readonly go: () => void }[] = [];

  function serve(): void {
    for (let next = waiting[0]; next && (taken === 0 || taken + next.bytes <= limit); next = waiting[0]) {
      waiting.shift();
      taken += next.bytes;
      next.go();
    }
  }

  return {
    async within(bytes, work) {
      if (bytes < small) return work();
      await new Promise<void>((go) => {
        waiting.push({ bytes, go });
        serve();
      });
      try {
        return await work();
      } finally {
        taken -= bytes;
        serve();
      }
    },
  };
}
