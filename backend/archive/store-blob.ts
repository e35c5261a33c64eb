import { createHash } from 'node:crypto';
import type { Tx } from '../db/database.ts';

/** Keeps bytes under the SHA-256 of their content, once. @returns the hash in lower-case hexadecimal */
export async function storeBlob(tx: Tx, bytes: Uint8Array): Promise<string> {
  const row = blobRow(bytes);
  await insertBlobs(tx, [row]);
  return row.sha256;
}

/** The same for several together. */
export async function storeBlobs(tx: Tx, contents: readonly Uint8Array[]): Promise<void> {
  const rows = new Map(contents.map(blobRow).map((row) => [row.sha256, row]));
  // In the order of their names, so that two transactions do not wait for each other in a circle.
  await insertBlobs(
    tx,
    [...rows.values()].sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1)),
  );
}

interface BlobRow {
  readonly sha256: string;
  readonly bytes: Buffer;
}

function blobRow(bytes: Uint8Array): BlobRow {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // The same memory: of a large mail each copy counts.
  return { sha256, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}

/** A statement takes 65,535 values at most. */
const rowsAtOnce = 10_000;

async function insertBlobs(tx: Tx, rows: readonly BlobRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx.sql
      .insertInto('blob')
      .values(rows.slice(from, from + rowsAtOnce))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
