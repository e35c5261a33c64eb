import type { SMTPServerDataStream } from 'smtp-server';
import { type MessageMemory, openMessageMemory } from './message-memory.ts';
import { SmtpRefusal } from './smtp-refusal.ts';

/** Memory for messages on their way from the socket into the database, shared by all connections. */
export interface ReceivingMemory {
  /** For the pieces that have come. Who finds none is sent away, since waiting readers would wait for each other. */
  readonly pieces: MessageMemory;
  /** For the copies of whole messages. Who finds none waits for others to be committed. */
  readonly whole: MessageMemory;
}

/** A whole message is there in one piece, and once more in the query that stores it. */
const copies = 2;

/** @param bytes for all messages, in all their copies; more where one message of `largest` needs it */
export function openReceivingMemory(bytes: number, largest: number): ReceivingMemory {
  return {
    pieces: openMessageMemory(Math.max(bytes / 2, largest)),
    whole: openMessageMemory(Math.max(bytes / 2, copies * largest)),
  };
}

/**
 * Reads a message to its end, since the answer comes after it, and hands it to `keep`; its memory counts as taken until
 * that is done. One that is too large, or that the memory does not suffice for, is read on without being kept.
 * @throws {SmtpRefusal} 552 over the limit, 452 over the memory; and what `keep` throws
 */
export async function readMessage<T>(
  stream: SMTPServerDataStream,
  limit: number,
  memory: ReceivingMemory,
  keep: (raw: Buffer) => Promise<T>,
): Promise<T> {
  const chunks: Buffer[] = [];
  let taken = 0;
  let refusal: SmtpRefusal | null = null;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (refusal) continue;
      if (stream.sizeExceeded || taken + chunk.length > limit) {
        refusal = new SmtpRefusal(552, `5.3.4 the message has more than ${limit} bytes`);
      } else if (!memory.pieces.tryTake(chunk.length)) {
        refusal = new SmtpRefusal(452, '4.3.1 too many large messages at once; try again later');
      } else {
        taken += chunk.length;
        chunks.push(chunk);
        continue;
      }
      chunks.length = 0;
      memory.pieces.give(taken);
      taken = 0;
    }
    if (refusal) throw refusal;
    await memory.whole.take(copies * taken);
    try {
      return await keep(Buffer.concat(chunks.splice(0)));
    } finally {
      memory.whole.give(copies * taken);
    }
  } finally {
    memory.pieces.give(taken);
  }
}
