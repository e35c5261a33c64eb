import type { z } from 'zod';
import { readIfThere, writeDurably } from './durable-file.ts';
import type { HostLog } from './host-log.ts';
import { fileTurns } from './turns.ts';

/** A small value of this person in a JSON file. */
export interface JsonFile<T> {
  /** What the file holds, or the initial value where it is missing or damaged. */
  readonly read: () => Promise<T>;
  /** Changes the value on the disk and answers the new one; changes follow each other, none is lost. */
  readonly change: (edit: (value: T) => T) => Promise<T>;
}

export function openJsonFile<T>(file: string, schema: z.ZodType<T>, initial: T, log: HostLog): JsonFile<T> {
  async function read(): Promise<T> {
    const text = await readIfThere(file);
    if (text === null) return initial;
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      log.error('a file of the profile is damaged; starting afresh', cause, { file });
      return initial;
    }
  }
  return {
    read,
    change: (edit) =>
      fileTurns.run(file, async () => {
        const value = edit(await read());
        await writeDurably(file, `${JSON.stringify(value, null, 2)}\n`);
        return value;
      }),
  };
}

/** The same, for this run only. */
export function createMemoryFile<T>(initial: T): JsonFile<T> {
  let value = initial;
  return {
    read: async () => value,
    change: async (edit) => {
      value = edit(value);
      return value;
    },
  };
}
