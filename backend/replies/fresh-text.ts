import { type Kysely, sql } from 'kysely';
import type { ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Schema } from '../db/schema.ts';
import { sanitiseHtml } from '../texts/sanitise-html.ts';
import { fillTemplateBody, type TemplateBody } from '../texts/template.ts';
import { readIdentifierValues, type WritingSituation } from './identifier-context.ts';

/**
 * What a fresh mail of a group begins with: its default template (M15) or an empty paragraph, and its signature, with
 * their identifiers filled in. Sanitised.
 */
export async function freshText(db: Kysely<Schema>, situation: WritingSituation): Promise<string> {
  const { template, signature } = await readGroupTexts(db, situation.groupId);
  if (!template && !signature) return '<p></p>';
  const values = await readIdentifierValues(db, situation);
  const begin = template ? fillTemplateBody(template, values).html : '<p></p>';
  if (!signature) return begin;
  const signed = fillTemplateBody(signature, values).html;
  return sanitiseHtml(`${begin}<div data-postroom-signature="">${signed}</div>`);
}

interface GroupTexts {
  readonly template: TemplateBody | null;
  readonly signature: TemplateBody | null;
}

async function readGroupTexts(db: Kysely<Schema>, groupId: ServiceGroupId): Promise<GroupTexts> {
  const { rows } = await sql<{
    template_format: TemplateBody['format'] | null;
    template_body: string | null;
    signature_format: TemplateBody['format'] | null;
    signature_body: string | null;
  }>`
    select t.format as template_format, t.body as template_body,
      s.format as signature_format, s.body as signature_body
    from service_group g
    left join template t on t.id = g.template_id and t.removed_at is null
    left join template s on s.tenant_id = g.tenant_id and s.name = g.signature and s.removed_at is null
    where g.id = ${groupId}`.execute(db);
  const [row] = rows;
  return {
    template: textOf(row?.template_format, row?.template_body),
    signature: textOf(row?.signature_format, row?.signature_body),
  };
}

function textOf(
  format: TemplateBody['format'] | null | undefined,
  body: string | null | undefined,
): TemplateBody | null {
  return format && body !== null && body !== undefined ? { format, body } : null;
}
