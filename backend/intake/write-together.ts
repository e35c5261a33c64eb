/**
 * Group commit: what comes while one transaction is being written goes into the next one together, so that a flood
 * waits for the disk once for many, and a single one waits for nobody. One that cannot be written fails alone: a batch
 * that failed is written again one by one.
 * @param most of one transaction
 * @param write all or none; returns what became of each, in their order
 */
export function writeTogether<Item, Result>(
  most: number,
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  interface Waiting {
    readonly item: Item;
    readonly done: PromiseWithResolvers<Result>;
  }
  const waiting: Waiting[] = [];
  let isWriting = false;

  async function writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await write(batch.map(({ item }) => item));
      batch.forEach(({ done }, index) => done.resolve(results[index] as Result));
    } catch (error) {
      const [first, ...others] = batch;
      if (others.length === 0) first?.done.reject(error);
      else for (const one of batch) await writeBatch([one]);
    }
  }

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) await writeBatch(waiting.splice(0, most));
    isWriting = false;
  }

  return (item) => {
    const done = Promise.withResolvers<Result>();
    waiting.push({ item, done });
    if (!isWriting) void writeAll();
    return done.promise;
  };
}
