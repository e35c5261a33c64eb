/** Memory that messages may take together, given out in bytes and given back by whoever has taken it. */
export interface MessageMemory {
  /** At once or not at all. */
  readonly tryTake: (bytes: number) => boolean;
  /** Waits until others have given enough back, first come, first served. */
  readonly take: (bytes: number) => Promise<void>;
  readonly give: (bytes: number) => void;
}

/** @param total more than anybody takes at once, or `take` never ends */
export function openMessageMemory(total: number): MessageMemory {
  let free = total;
  const waiting: { readonly bytes: number; readonly go: () => void }[] = [];
  function letIn(): void {
    for (let first = waiting[0]; first && first.bytes <= free; first = waiting[0]) {
      free -= first.bytes;
      waiting.shift();
      first.go();
    }
  }
  return {
    tryTake(bytes) {
      if (bytes > free) return false;
      free -= bytes;
      return true;
    },
    take: (bytes) =>
      new Promise((go) => {
        waiting.push({ bytes, go });
        letIn();
      }),
    give(bytes) {
      free += bytes;
      letIn();
    },
  };
}
