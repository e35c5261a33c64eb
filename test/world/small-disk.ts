import { execFile } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

export interface SmallDisk extends AsyncDisposable {
  /** Takes all the room that is left, but for so many bytes. */
  readonly fill: (leaving?: number) => Promise<void>;
  readonly makeRoom: () => Promise<void>;
}

const run = promisify(execFile);

/**
 * A disk of its own at an existing folder, in memory.
 * @returns null where this machine does not let us mount one: it takes root
 */
export async function mountSmallDisk(folder: string, megabytes: number): Promise<SmallDisk | null> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=711`, 'postroom-test', folder]);
  } catch {
    return null;
  }
  const filling = path.join(folder, 'filling');
  return {
    async fill(leaving = 0) {
      await using file = await open(filling, 'a');
      for (let size = 1024 * 1024; size >= 512;) {
        // Smaller and smaller, until not a block is left.
        const { bytesWritten } = await file.write(Buffer.alloc(size)).catch(() => ({ bytesWritten: 0 }));
        if (bytesWritten < size) size /= 2;
      }
      if (leaving > 0) await file.truncate(Math.max(0, (await file.stat()).size - leaving));
    },
    makeRoom: () => rm(filling),
    async [Symbol.asyncDispose]() {
      // Also while a process that was killed is still ending on it.
      await run('umount', ['--lazy', folder]);
    },
  };
}
