/** How much goes together at most; one item goes however large it is. */
export interface BatchLimits<Item> {
  readonly items: number;
  readonly bytes: number;
  readonly bytesOf: (item: Item) => number;
}

/**
 * What is asked in one breath, and what comes while that is done, goes together: a flood waits for the disk once for
 * many, and a single one waits for nobody. One that cannot be done fails alone: a batch that failed is tried again one
 * by one.
 * @param work all or none; returns what became of each, in their order
 */
export function together<Item, Result>(
  limits: BatchLimits<Item>,
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  interface Waiting {
    readonly item: Item;
    readonly done: PromiseWithResolvers<Result>;
  }
  const waiting: Waiting[] = [];
  let isWorking = false;

  function nextBatch(): readonly Waiting[] {
    let bytes = 0;
    const end = waiting.findIndex(({ item }, index) => {
      bytes += limits.bytesOf(item);
      return index > 0 && (index >= limits.items || bytes > limits.bytes);
    });
    return waiting.splice(0, end === -1 ? waiting.length : end);
  }

  async function doBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item));
      batch.forEach(({ done }, index) => done.resolve(results[index] as Result));
    } catch (error) {
      const [first, ...others] = batch;
      if (others.length === 0) first?.done.reject(error);
      else for (const one of batch) await doBatch([one]);
    }
  }

  async function doAll(): Promise<void> {
    isWorking = true;
    // Those who ask in the same breath have asked by then.
    await Promise.resolve();
    while (waiting.length > 0) await doBatch(nextBatch());
    isWorking = false;
  }

  return (item) => {
    const done = Promise.withResolvers<Result>();
    waiting.push({ item, done });
    if (!isWorking) void doAll();
    return done.promise;
  };
}
