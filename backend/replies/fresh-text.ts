import { type Kysely, sql } from 'kysely';
import type { Culture } from '../../contract/domain/scalars.ts';
import type { Schema } from '../db/schema.ts';
import { fittingCulture } from '../texts/fitting-culture.ts';
import { sanitiseHtml } from '../texts/sanitise-html.ts';
import { fillTemplateBody, type TemplateBody } from '../texts/template.ts';
import { readIdentifierValues, type WritingSituation } from './identifier-context.ts';

/**
 * What a fresh mail of a group begins with: its default template (M15) or an empty paragraph, and its signature, with
 * their identifiers filled in. Sanitised.
 * @param instead sanitised HTML to begin with instead of the template
 */
export async function freshText(
  db: Kysely<Schema>,
  situation: WritingSituation,
  instead?: string,
): Promise<string> {
  const { template, signature } = await readGroupTexts(db, situation);
  if (!template && !signature) return instead ?? '<p></p>';
  const values = await readIdentifierValues(db, situation);
  const begin = instead ?? (template ? fillTemplateBody(template, values).html : '<p></p>');
  if (!signature) return begin;
  const signed = fillTemplateBody(signature, values).html;
  return sanitiseHtml(`${begin}<div data-postroom-signature="">${signed}</div>`);
}

interface GroupTexts {
  readonly template: TemplateBody | null;
  readonly signature: TemplateBody | null;
}

/** The versions of both for the culture of the mail, else for that of the group, else of the tenant. */
async function readGroupTexts(
  db: Kysely<Schema>,
  { groupId, culture }: WritingSituation,
): Promise<GroupTexts> {
  const { rows } = await sql<
    TemplateBody & {
      culture: Culture | null;
      is_template: boolean;
      is_signature: boolean;
      group_culture: Culture;
      tenant_culture: Culture;
    }
  >`
    select t.culture, t.format, t.body, t.name = g.template as is_template, t.name = g.signature as is_signature,
      g.culture as group_culture, tenant.culture as tenant_culture
    from service_group g
    join tenant on tenant.id = g.tenant_id
    join template t on t.tenant_id = g.tenant_id and t.name in (g.template, g.signature) and t.removed_at is null
    where g.id = ${groupId} order by t.id`.execute(db);
  const [first] = rows;
  const defaults = first ? [first.group_culture, first.tenant_culture] : [];
  const choose = (versions: typeof rows) => fittingCulture(versions, culture, defaults)[0] ?? null;
  return {
    template: choose(rows.filter((row) => row.is_template)),
    signature: choose(rows.filter((row) => row.is_signature)),
  };
}
