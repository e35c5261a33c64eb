import { sql } from 'kysely';
import type { DraftId, ServiceGroupId, TemplateId } from '../../contract/domain/ids.ts';
import type { FilledResponse, ResponseCategory } from '../../contract/domain/response.ts';
import type { FilledText, Template } from '../../contract/domain/template.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Database } from '../db/database.ts';
import type { Viewer } from '../routing/viewer.ts';
import type { IdentifierValues } from '../texts/identifiers.ts';
import { responseTree } from '../texts/response-tree.ts';
import { fillResponseBody, fillTemplateBody, type TemplateBody } from '../texts/template.ts';
import { readGroupResponses, readOffered, today } from './group-responses.ts';
import { readIdentifierValues } from './identifier-context.ts';
import { readDraft } from './read-drafts.ts';
import { readResponseAttachments } from './response-attachments.ts';

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
  const responses = await readGroupResponses(db.kysely, viewer, groupId);
  return responses && responseTree(responses.file, { today: today(), channel: 'email' });
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
    files: files.map(({ name, type, size }) => ({ name, type, size })),
  };
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
