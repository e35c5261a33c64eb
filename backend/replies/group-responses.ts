import { type Kysely, sql } from 'kysely';
import type { ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { ResponseFileId } from '../db/configured-tables.ts';
import type { Schema } from '../db/schema.ts';
import { seesGroup, type Viewer } from '../routing/viewer.ts';
import { parseResponses } from '../texts/parse-responses.ts';
import { bodyFor, type ResponseBody } from '../texts/response-body.ts';
import { isOffered, type ResponseFile } from '../texts/response-file.ts';
import { todayIn } from '../texts/time-zone.ts';
import { readTimeZone } from './tenant-time-zone.ts';

export interface GroupResponses {
  readonly id: ResponseFileId;
  readonly key: string;
  readonly file: ResponseFile;
}

/** What is inserted for a response, in a culture. */
export interface OfferedResponse {
  readonly responses: GroupResponses;
  readonly body: ResponseBody;
}

/** A response that may be inserted today. @throws not-found: the tree on the screen may be of yesterday */
export async function readOffered(
  db: Kysely<Schema>,
  viewer: Viewer,
  groupId: ServiceGroupId,
  responseId: string,
  culture: Culture,
): Promise<OfferedResponse> {
  const responses = await readGroupResponses(db, viewer, groupId);
  const response = responses?.file.responses.get(responseId);
  const today = await readToday(db, viewer.tenantId);
  if (responses && response && isOffered(response, today, 'email')) {
    const body = bodyFor(responses.file, responseId, culture);
    if (body) return { responses, body };
  }
  throw new ExpectedError('not-found', `The group has no response ${responseId} to insert.`, {
    response: responseId,
  });
}

/** Parsed files by the hash of their source; a handful, since each group has one. */
const parsed = new Map<string, ResponseFile>();
const mostParsed = 50;

/** @throws not-found for a group that the viewer does not see */
export async function readGroupResponses(
  db: Kysely<Schema>,
  viewer: Viewer,
  groupId: ServiceGroupId,
): Promise<GroupResponses | null> {
  const { rows } = await sql<{ id: ResponseFileId | null; key: string | null; sha256: string | null }>`
    select f.id, f.key, f.sha256 from service_group g
    left join response_file f on f.id = g.response_file_id and f.removed_at is null
    where g.id = ${groupId} and g.tenant_id = ${viewer.tenantId} and g.removed_at is null`.execute(db);
  const [row] = rows;
  if (!row || !seesGroup(viewer, groupId)) {
    throw new ExpectedError('not-found', `There is no service group ${groupId}.`, { group: groupId });
  }
  const { id, key, sha256 } = row;
  if (id === null || key === null || sha256 === null) return null;
  const file = parsed.get(sha256) ?? (await readParsed(db, id, key));
  return file && { id, key, file };
}

/** The responses of the tenant's response file of this key, whichever group it belongs to; null: there is none now. */
export async function readTenantResponses(
  db: Kysely<Schema>,
  tenantId: TenantId,
  key: string,
): Promise<ResponseFile | null> {
  const { rows } = await sql<{ id: ResponseFileId; sha256: string }>`
    select id, sha256 from response_file
    where tenant_id = ${tenantId} and key = ${key} and removed_at is null`.execute(db);
  const [row] = rows;
  return row ? (parsed.get(row.sha256) ?? readParsed(db, row.id, key)) : null;
}

async function readParsed(db: Kysely<Schema>, id: ResponseFileId, key: string): Promise<ResponseFile | null> {
  // With its hash: it may have been changed this very moment.
  const { rows } = await sql<{ source: string; sha256: string }>`
    select source, sha256 from response_file where id = ${id}`.execute(db);
  const [row] = rows;
  const file = row ? parseResponses(row.source, key).file : null;
  if (!row || !file) return null;
  const [oldest] = parsed.keys();
  if (parsed.size >= mostParsed && oldest !== undefined) parsed.delete(oldest);
  parsed.set(row.sha256, file);
  return file;
}

/** The day on which responses are offered, `YYYY-MM-DD`, where the tenant is. */
export async function readToday(db: Kysely<Schema>, tenantId: TenantId): Promise<string> {
  return todayIn(await readTimeZone(db, tenantId));
}
