export type Batch<T> = readonly T[];

export interface BatchLimits<T> {
  readonly items: number;
  readonly bytes: number;
  readonly size: (result: T) => number;
}

/**
 * Does the work for all things, several at a time, and gives the results in their order, gathered into batches. No
 * more is begun than the consumer takes, so that what waits in memory stays bounded.
 * @param work null: there is no result
 * @throws the first failure, after the results that came before it, once all that was begun has ended
 */
export async function* inBatches<T, R>(
  things: readonly T[],
  atOnce: number,
  work: (thing: T) => Promise<R | null>,
  limits: BatchLimits<R>,
): AsyncGenerator<Batch<R>> {
  const begun: Promise<R | null>[] = [];
  let next = 0;
  let batch: R[] = [];
  let bytes = 0;
  const begin = (): void => {
    const thing = things[next++];
    if (thing === undefined) return;
    const doing = work(thing);
    // Its failure is met when its turn comes.
    doing.catch(() => undefined);
    begun.push(doing);
  };
  try {
    while (begun.length < atOnce && next < things.length) begin();
    for (let doing = begun.shift(); doing !== undefined; doing = begun.shift()) {
      const outcome = await settle(doing);
      if ('failure' in outcome) {
        if (batch.length > 0) yield batch;
        throw outcome.failure;
      }
      const { result } = outcome;
      if (result !== null) {
        batch.push(result);
        bytes += limits.size(result);
      }
      if (batch.length >= limits.items || bytes >= limits.bytes) {
        yield batch;
        batch = [];
        bytes = 0;
      }
      begin();
    }
    if (batch.length > 0) yield batch;
  } finally {
    await Promise.allSettled(begun);
  }
}

async function settle<R>(doing: Promise<R>): Promise<{ readonly result: R } | { readonly failure: unknown }> {
  return doing.then(
    (result) => ({ result }),
    (failure: unknown) => ({ failure }),
  );
}
