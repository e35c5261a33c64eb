import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';

/** Keeps bytes under the SHA-256 of their content, once. @returns the hash in lower-case hexadecimal */
export async function storeBlob(tx: Tx, bytes: Uint8Array): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // The same memory: of a large mail each copy counts.
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  await sql`
    insert into blob (sha256, bytes) values (${sha256}, ${buffer})
    on conflict do nothing`.execute(tx.sql);
  return sha256;
}
