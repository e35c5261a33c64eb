import { type Kysely, sql } from 'kysely';
import type { DraftId, ServiceGroupId, TemplateId } from '../../contract/domain/ids.ts';
import type { ResponseCategory } from '../../contract/domain/response.ts';
import type { FilledText, Template } from '../../contract/domain/template.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { seesGroup, type Viewer } from '../routing/viewer.ts';
import type { IdentifierValues } from '../texts/identifiers.ts';
import { parseResponses } from '../texts/parse-responses.ts';
import { isOffered, type ResponseFile } from '../texts/response-file.ts';
import { responseTree } from '../texts/response-tree.ts';
import { fillResponseBody, fillTemplateBody, type TemplateBody } from '../texts/template.ts';
import { readIdentifierValues } from './identifier-context.ts';
import { readDraft } from './read-drafts.ts';

/** The tenant's templates by name. */
export async function listTemplates(db: Database, viewer: Viewer): Promise<Template[]> {
  const { rows } = await sql<Template>`
    select id, name, culture from template
    where tenant_id = ${viewer.tenantId} and removed_at is null order by name`.execute(db.kysely);
  return rows;
}

/** A template filled in for a draft. @throws not-found */
export async function fillTemplate(
  db: Database,
  viewer: Viewer,
  id: TemplateId,
  draftId: DraftId,
): Promise<FilledText> {
  const { values } = await situationOf(db, viewer, draftId);
  const { rows } = await sql<TemplateBody>`
    select format, body from template
    where id = ${id} and tenant_id = ${viewer.tenantId} and removed_at is null`.execute(db.kysely);
  const [template] = rows;
  if (!template) throw new ExpectedError('not-found', `There is no template ${id}.`, { template: id });
  return fillTemplateBody(template, values);
}

/** The group's responses as a tree of those that may be inserted today; null without a response file. @throws not-found */
export async function listResponses(
  db: Database,
  viewer: Viewer,
  groupId: ServiceGroupId,
): Promise<ResponseCategory | null> {
  const file = await readResponseFile(db.kysely, viewer, groupId);
  return file && responseTree(file, { today: today(), channel: 'email' });
}

/** A response filled in for a draft, in the draft's culture. @throws not-found */
export async function fillResponse(
  db: Database,
  viewer: Viewer,
  groupId: ServiceGroupId,
  responseId: string,
  draftId: DraftId,
): Promise<FilledText> {
  const file = await readResponseFile(db.kysely, viewer, groupId);
  const response = file?.responses.get(responseId);
  const { values, culture } = await situationOf(db, viewer, draftId);
  // The screen's tree may be of yesterday.
  const filled =
    file && response && isOffered(response, today(), 'email')
      ? fillResponseBody(file, responseId, culture, values)
      : null;
  if (filled) return filled;
  throw new ExpectedError('not-found', `The group has no response ${responseId} to insert.`, {
    response: responseId,
  });
}

async function situationOf(
  db: Database,
  viewer: Viewer,
  draftId: DraftId,
): Promise<{ values: IdentifierValues; culture: string }> {
  const { groupId, interactionId, culture } = await readDraft(db, viewer, draftId);
  const values = await readIdentifierValues(db.kysely, {
    agentId: viewer.agentId,
    groupId,
    interactionId,
    culture,
  });
  return { values, culture };
}

/** Parsed files by the hash of their source; a handful, since each group has one. */
const parsed = new Map<string, ResponseFile | null>();
const mostParsed = 50;

async function readResponseFile(
  db: Kysely<Schema>,
  viewer: Viewer,
  groupId: ServiceGroupId,
): Promise<ResponseFile | null> {
  const { rows } = await sql<{ key: string | null; sha256: string | null }>`
    select f.key, f.sha256 from service_group g
    left join response_file f on f.id = g.response_file_id and f.removed_at is null
    where g.id = ${groupId} and g.tenant_id = ${viewer.tenantId} and g.removed_at is null`.execute(db);
  const [row] = rows;
  if (!row || !seesGroup(viewer, groupId)) {
    throw new ExpectedError('not-found', `There is no service group ${groupId}.`, { group: groupId });
  }
  if (row.key === null || row.sha256 === null) return null;
  const known = parsed.get(row.sha256);
  if (known !== undefined) return known;
  const source = await sql<{ source: string }>`
    select f.source from service_group g join response_file f on f.id = g.response_file_id
    where g.id = ${groupId}`.execute(db);
  const { file } = parseResponses(source.rows[0]?.source ?? '', row.key);
  const [oldest] = parsed.keys();
  if (parsed.size >= mostParsed && oldest !== undefined) parsed.delete(oldest);
  parsed.set(row.sha256, file);
  return file;
}

/** The day on which responses are offered, `YYYY-MM-DD` in the server's zone; Sweden writes dates this way. */
function today(): string {
  return new Intl.DateTimeFormat('sv-SE').format(new Date());
}
