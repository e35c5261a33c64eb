import type { SMTPServerDataStream } from 'smtp-server';
import { SmtpRefusal } from './smtp-refusal.ts';

/** What is left of the memory for messages that are being received, shared by all connections. */
export interface MemoryBudget {
  bytes: number;
}

/**
 * Reads a message to its end, since the answer comes after it; one that is too large, or that the memory does not
 * suffice for, is read on without being kept.
 * @throws {SmtpRefusal} 552 over the limit, 452 over the budget
 */
export async function readMessage(
  stream: SMTPServerDataStream,
  limit: number,
  budget: MemoryBudget,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let taken = 0;
  let refusal: SmtpRefusal | null = null;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (stream.sizeExceeded) {
        refusal ??= new SmtpRefusal(552, `5.3.4 the message has more than ${limit} bytes`);
      } else if (budget.bytes < chunk.length) {
        refusal ??= new SmtpRefusal(452, '4.3.1 too many large messages at once; try again later');
      }
      if (refusal) {
        budget.bytes += taken;
        taken = 0;
        chunks.length = 0;
      } else {
        budget.bytes -= chunk.length;
        taken += chunk.length;
        chunks.push(chunk);
      }
    }
  } finally {
    budget.bytes += taken;
  }
  if (refusal) throw refusal;
  return Buffer.concat(chunks);
}
