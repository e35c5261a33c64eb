import type { TenantId } from '../../contract/domain/ids.ts';
import type { Database } from '../db/database.ts';
import type { ResponseFileId } from '../db/configured-tables.ts';
import { planSteps, type Change } from './change.ts';
import type { CompleteResponses } from './complete-configuration.ts';
import { readResponseFiles } from './stored-tenant.ts';
import type { LastRead } from './watched-file.ts';
import { takeSteps } from './write-context.ts';
import { keepLastGood, readColumns, responseFileWriter } from './write-responses.ts';

/** A response file that lies on the disk of whoever applied it. */
export interface FileOnDisk {
  readonly id: ResponseFileId;
  readonly tenantId: TenantId;
  readonly tenantKey: string;
  readonly key: string;
  readonly path: string;
  /** What was loaded last, when it was decided to load this. */
  readonly last: LastRead;
}

/**
 * Takes into use what was read of a response file; of one with errors the last good content stays. Audited, and told
 * to agents. Does nothing where it was loaded meanwhile, by another backend or by an apply, or is no longer asked for.
 * @returns what became different
 */
export async function loadResponseFile(
  db: Database,
  { id, tenantId, tenantKey, key, path, last }: FileOnDisk,
  responses: CompleteResponses,
): Promise<readonly Change[]> {
  return db.transaction('response file', async (tx) => {
    const row = await tx.sql
      .selectFrom('response_file')
      .select('read_sha256')
      .where('id', '=', id)
      .where('path', '=', path)
      .where('removed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    // What was read before another one loaded something must not come back over it.
    if (!row || row.read_sha256 !== last.sha256) return [];
    const stored = (await readResponseFiles(tx.sql, tenantId)).filter((file) => file.id === id);
    const changes: Change[] = [];
    const context = { tx, tenantId, tenantKey, changes };
    const steps = planSteps(new Map([[key, keepLastGood(responses, stored[0])]]), stored);
    await takeSteps(context, responseFileWriter(context, new Map([[key, responses]])), steps);
    await tx.sql.updateTable('response_file').set(readColumns(responses)).where('id', '=', id).execute();
    if (changes.length > 0) tx.publish({ type: 'responses.changed' }, { tenantId });
    return changes;
  });
}
