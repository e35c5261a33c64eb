import { sql } from 'kysely';
import type { DraftId, ServiceGroupId, TemplateId } from '../../contract/domain/ids.ts';
import type { FilledResponse, ResponseCategory } from '../../contract/domain/response.ts';
import type { FilledText, Template } from '../../contract/domain/template.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';
import { fittingCulture } from '../texts/fitting-culture.ts';
import type { IdentifierValues } from '../texts/identifiers.ts';
import { responseTree } from '../texts/response-tree.ts';
import { fillResponseBody, fillTemplateBody, type TemplateBody } from '../texts/template.ts';
import { readGroupResponses, readOffered, readToday } from './group-responses.ts';
import { readIdentifierValues } from './identifier-context.ts';
import { readDraft } from './read-drafts.ts';
import { readResponseAttachments } from './response-attachments.ts';
import { responseMark } from './response-marks.ts';

/** The tenant's templates by name, each with the cultures that it has versions for. */
export async function listTemplates(db: Database, viewer: Viewer): Promise<Template[]> {
  const { rows } = await sql<Template>`
    select min(id) as id, name, coalesce(array_agg(culture order by culture) filter (where culture is not null), '{}')
      as cultures
    from template where tenant_id = ${viewer.tenantId} and removed_at is null
    group by name order by name`.execute(db.kysely);
  return rows;
}

/** A template filled in for a draft, in the version for the draft's culture. @throws not-found */
export async function fillTemplate(
  db: Database,
  viewer: Viewer,
  id: TemplateId,
  draftId: DraftId,
): Promise<FilledText> {
  const { values, culture, groupId } = await situationOf(db, viewer, draftId);
  const { rows } = await sql<
    TemplateBody & { culture: Culture | null; group_culture: Culture; tenant_culture: Culture }
  >`
    select t.culture, t.format, t.body, g.culture as group_culture, tenant.culture as tenant_culture
    from template named
    join template t on t.tenant_id = named.tenant_id and t.name = named.name and t.removed_at is null
    join tenant on tenant.id = t.tenant_id
    join service_group g on g.id = ${groupId}
    where named.id = ${id} and named.tenant_id = ${viewer.tenantId} order by t.id`.execute(db.kysely);
  const [first] = rows;
  const [version] = first ? fittingCulture(rows, culture, [first.group_culture, first.tenant_culture]) : [];
  if (!version) throw new ExpectedError('not-found', `There is no template ${id}.`, { template: id });
  return fillTemplateBody(version, values);
}

/** The group's responses as a tree of those that may be inserted today; null without a response file. @throws not-found */
export async function listResponses(
  db: Database,
  viewer: Viewer,
  groupId: ServiceGroupId,
  culture?: Culture,
): Promise<ResponseCategory | null> {
  const responses = await readGroupResponses(db.kysely, viewer, groupId);
  const today = await readToday(db.kysely, viewer.tenantId);
  return (
    responses && responseTree(responses.file, { today, channel: 'email', ...(culture ? { culture } : {}) })
  );
}

/** A response filled in for a draft, in the draft's culture, with the files that come with it. @throws not-found */
export async function fillResponse(
  db: Database,
  viewer: Viewer,
  groupId: ServiceGroupId,
  responseId: string,
  draftId: DraftId,
): Promise<FilledResponse> {
  const { values, culture } = await situationOf(db, viewer, draftId);
  const { responses, body } = await readOffered(db.kysely, viewer, groupId, responseId, culture);
  const files = await readResponseAttachments(db.kysely, responses.id, body.attachments);
  return {
    ...fillResponseBody(body, values),
    mark: responseMark(responses.key, responseId),
    files: files.map(({ name, type, size }) => ({ name, type, size })),
  };
}

async function situationOf(
  db: Database,
  viewer: Viewer,
  draftId: DraftId,
): Promise<{ values: IdentifierValues; culture: Culture; groupId: ServiceGroupId }> {
  const { groupId, interactionId, culture } = await readDraft(db, viewer, draftId);
  const values = await readIdentifierValues(db.kysely, {
    agentId: viewer.agentId,
    groupId,
    interactionId,
    culture,
  });
  return { values, culture, groupId };
}
