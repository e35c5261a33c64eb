import type { TenantId } from '../../contract/domain/ids.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Tx } from '../db/database.ts';
import { isOffered } from '../texts/response-file.ts';
import { readTenantResponses, readToday } from './group-responses.ts';
import { responsesIn } from './response-marks.ts';

/**
 * Refuses a text that holds responses which are no longer offered: outside of their dates, made a draft again, or gone.
 * @param html sanitised
 * @throws expired-responses, naming them
 */
export async function requireOffered(tx: Tx, tenantId: TenantId, html: string): Promise<void> {
  const expired: string[] = [];
  const today = await readToday(tx.sql, tenantId);
  for (const { file, id } of responsesIn(html)) {
    const response = (await readTenantResponses(tx.sql, tenantId, file))?.responses.get(id);
    if (!response) expired.push(id);
    else if (!isOffered(response, today, 'email')) expired.push(response.name);
  }
  if (expired.length === 0) return;
  throw new ExpectedError('expired-responses', `No longer offered: ${expired.join(', ')}.`, {
    responses: expired.join('\n'),
  });
}
