import { sql } from 'kysely';
import type { sendChatTranscript } from '../../contract/api/automatic-mails.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { InputOf } from '../../contract/operation.ts';
import { localeOf } from '../../dictionaries/cultures.ts';
import type { Tx } from '../db/database.ts';
import { readAddedHeaders } from '../replies/added-headers.ts';
import { makeMessageId } from '../replies/compose-mail.ts';
import type { PreparedMail } from '../replies/prepare-mail.ts';
import { headerLine } from '../texts/reply-subject.ts';
import { groupSender } from '../replies/sender-address.ts';
import { usableZone } from '../replies/tenant-time-zone.ts';
import { fillTranscript } from '../texts/chat-transcript/fill-transcript.ts';
import type { ChatTranscript } from '../texts/chat-transcript/parse-transcript.ts';
import { transcriptWords } from '../texts/chat-transcript/transcript-words.ts';
import { fittingCulture } from '../texts/fitting-culture.ts';
import { identifierValues } from '../texts/identifier-values.ts';
import type { TemplateBody } from '../texts/template.ts';
import type { AutomaticPlace } from './queue-automatic-mail.ts';

export type TranscriptRequest = InputOf<typeof sendChatTranscript>;

/**
 * The finished content of a transcript mail, which says that nobody wrote it (RFC 3834).
 * @throws no-sender-address; not-found without such a template
 */
export async function prepareTranscript(
  tx: Tx,
  place: AutomaticPlace,
  { template: name, to, ...request }: TranscriptRequest,
  transcript: ChatTranscript,
): Promise<{ readonly prepared: PreparedMail; readonly invalidPatterns: readonly string[] }> {
  const group = await readGroup(tx, place);
  const culture = request.culture ?? group.culture;
  const template = await readTemplate(tx, place, name, culture, [group.culture, group.tenantCulture]);
  const from = await groupSender(tx.sql, place.tenantId, place.groupId);
  const words = transcriptWords(culture);
  const timeZone = request.timeZone ?? transcript.timeZone ?? group.timeZone;
  const subject = headerLine(request.subject ?? transcript.subject ?? '') || words.transcript;
  const { html, text, style, invalidPatterns } = fillTranscript(
    template,
    transcript,
    { locale: localeOf(culture), timeZone, words },
    identifierValues({
      now: new Date(),
      culture,
      timeZone,
      subject,
      from: to,
      received: transcript.startedAt,
      serviceAccess: null,
      serviceGroup: { name: group.name, email: group.email },
      agent: null,
      customer: { name: to.name, email: to.address, id: '', number: '' },
      callId: null,
    }),
  );
  const mail: PreparedMail['mail'] = {
    from,
    to: [to],
    cc: [],
    subject,
    date: new Date(),
    messageId: makeMessageId(from),
    inReplyTo: null,
    references: [],
    headers: {
      ...(await readAddedHeaders(tx.sql, place.groupId)),
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Loop': from.address,
    },
    html,
    text,
    style,
    culture,
    parts: [],
  };
  return { prepared: { envelopeTo: [to.address], mail }, invalidPatterns };
}

interface GroupRow {
  readonly name: string;
  readonly email: string | null;
  readonly culture: Culture;
  readonly tenantCulture: Culture;
  readonly timeZone: string;
}

async function readGroup(tx: Tx, { groupId }: AutomaticPlace): Promise<GroupRow> {
  const { rows } = await sql<Omit<GroupRow, 'timeZone'> & { zone: string | null }>`
    select g.name, g.email, g.culture, t.culture as "tenantCulture", t.time_zone as zone
    from service_group g join tenant t on t.id = g.tenant_id where g.id = ${groupId}`.execute(tx.sql);
  const [row] = rows;
  if (!row) throw new Error(`service group ${groupId} vanished`);
  const { zone, ...group } = row;
  return { ...group, timeZone: usableZone(zone) };
}

async function readTemplate(
  tx: Tx,
  { tenantId }: AutomaticPlace,
  name: string,
  culture: Culture,
  defaults: readonly Culture[],
): Promise<TemplateBody> {
  const { rows } = await sql<TemplateBody & { culture: Culture | null }>`
    select culture, format, body from template
    where tenant_id = ${tenantId} and name = ${name} and removed_at is null order by id`.execute(tx.sql);
  const [template] = fittingCulture(rows, culture, defaults);
  if (template) return template;
  throw new ExpectedError('not-found', `There is no template ${name}: add it to the configuration.`, {
    template: name,
  });
}
