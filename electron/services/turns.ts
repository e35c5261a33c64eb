/** Runs tasks of the same key one after the other, tasks of different keys side by side. */
export interface Turns {
  readonly run: <T>(key: string, task: () => Promise<T>) => Promise<T>;
  /** Resolves when nothing is running or waiting. */
  readonly idle: () => Promise<void>;
}

function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>();
  return {
    async run(key, task) {
      const before = last.get(key) ?? Promise.resolve();
      // A failure of the task before is its caller's affair.
      const mine = before.then(task, task);
      last.set(key, mine);
      try {
        return await mine;
      } finally {
        if (last.get(key) === mine) last.delete(key);
      }
    },
    async idle() {
      while (last.size > 0) await Promise.allSettled(last.values());
    },
  };
}

/** Turns for files on this machine, shared by all services of this process that use the same folder. */
export const fileTurns: Turns = createTurns();
