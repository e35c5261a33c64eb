import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { open, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { codeOf, explainFullDisk } from './durable-file.ts';
import { numberedName } from './file-names.ts';
import type { HostLog } from './host-log.ts';

const run = promisify(execFile);
const mostNumbers = 1000;

/**
 * Writes the bytes of an attachment where the person chose, beside a file of that name and never over it, and marks
 * it as coming from outside where the system knows such a mark. Answers the path written. Fails with `storage-full`.
 */
export async function saveAttachment(
  chosen: string,
  bytes: Uint8Array,
  log: HostLog,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  for (let number = 1; number <= mostNumbers; number += 1) {
    const file = path.join(path.dirname(chosen), numberedName(path.basename(chosen), number));
    if (await writeNew(file, bytes)) {
      // Some file systems cannot carry the mark (FAT); the person still gets the file.
      await markAsFromOutside(file, platform).catch((cause: unknown) => {
        log.error('a saved attachment could not be marked as coming from outside', cause);
      });
      return file;
    }
  }
  throw new Error(`${mostNumbers} files of the name ${path.basename(chosen)} are there already`);
}

/** False when the name is taken. A part of a file is never left behind. */
async function writeNew(file: string, bytes: Uint8Array): Promise<boolean> {
  let handle;
  try {
    handle = await open(file, 'wx', 0o600);
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') return false;
    throw explainFullDisk(cause, path.dirname(file));
  }
  try {
    await handle.writeFile(bytes);
    await handle.close();
    return true;
  } catch (cause) {
    await handle.close().catch(() => undefined);
    await rm(file, { force: true });
    throw explainFullDisk(cause, path.dirname(file));
  }
}

/**
 * The mark of the web, so that the system warns before it runs the file: the stream `Zone.Identifier` on Windows
 * ([MS-FSCC] 5.6.1, zone 3 is the internet), the attribute `com.apple.quarantine` on macOS. Linux has none.
 */
async function markAsFromOutside(file: string, platform: NodeJS.Platform): Promise<void> {
  if (platform === 'win32') {
    await writeFile(`${file}:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\n');
  } else if (platform === 'darwin') {
    const seconds = Math.floor(Date.now() / 1000).toString(16);
    const mark = `0081;${seconds};Postroom;${randomUUID().toUpperCase()}`;
    await run('/usr/bin/xattr', ['-w', 'com.apple.quarantine', mark, file]);
  }
}
