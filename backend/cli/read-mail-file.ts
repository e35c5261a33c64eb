import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { defaultReadLimits } from '../mail/mime/mail-content.ts';
import { type MessageMemory, openMessageMemory } from '../mail/smtp-in/message-memory.ts';
import type { CommandIo } from './command.ts';

/** Memory for files that are read at the same time. */
export interface MailRoom {
  readonly memory: MessageMemory;
  /** Bytes. A mail that has more is not even looked at; of those up to it, the reader has a limit of its own. */
  readonly longest: number;
}

/** @param maximumMessageBytes as configured */
export function openMailRoom(maximumMessageBytes = 0): MailRoom {
  const longest = 2 * Math.max(defaultReadLimits.maxBytes, maximumMessageBytes);
  return { memory: openMessageMemory(longest), longest };
}

/**
 * Reads a file, or standard input for `-`, and hands its bytes to `use`; waits while others have the memory for it.
 * @throws where it cannot be read, naming the limit where it is too long
 */
export async function readMailFile<T>(
  file: string,
  io: CommandIo,
  { memory, longest }: MailRoom,
  use: (raw: Buffer) => Promise<T>,
): Promise<T> {
  const absolute = resolve(io.cwd, file);
  const found = file === '-' ? null : await stat(absolute);
  const isFile = found?.isFile() === true;
  if (isFile && found.size > longest) throw tooLong(longest);
  // Of devices and pipes nobody knows how much will come.
  const taken = isFile ? found.size : longest;
  await memory.take(taken);
  try {
    const source = file === '-' ? io.stdin : createReadStream(absolute);
    const stream = Readable.from(source, { objectMode: false, signal: io.signal });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > longest) throw tooLong(longest);
      chunks.push(chunk);
    }
    return await use(Buffer.concat(chunks));
  } finally {
    memory.give(taken);
  }
}

function tooLong(longest: number): Error {
  return new Error(`it has more than ${Math.floor(longest / 1024 / 1024)} MB, the limit of this command`);
}
