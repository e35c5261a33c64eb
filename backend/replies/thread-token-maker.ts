import { type Kysely, sql } from 'kysely';
import type { InteractionId, TenantId } from '../../contract/domain/ids.ts';
import type { Schema } from '../db/schema.ts';
import { currentThreadingKey, makeThreadToken } from '../intake/threading/thread-token.ts';

/** Makes the token by which an answer to a mail of this interaction finds back, whatever became of the mail itself. */
export async function readTokenMaker(
  db: Kysely<Schema>,
  interactionId: InteractionId | null,
): Promise<(unique: string) => string> {
  if (interactionId === null) return () => '';
  const { rows } = await sql<{ tenant_id: TenantId }>`
    select tenant_id from interaction where id = ${interactionId}`.execute(db);
  const [row] = rows;
  if (!row) return () => '';
  const key = await currentThreadingKey(db);
  return (unique) => makeThreadToken(key, { tenantId: row.tenant_id, interactionId }, unique);
}
