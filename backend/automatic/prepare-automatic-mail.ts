import { sql } from 'kysely';
import { mailAddress, type MailAddress } from '../../contract/domain/mail-address.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { Tx } from '../db/database.ts';
import { readAddedHeaders } from '../replies/added-headers.ts';
import { makeMessageId, type MailToCompose, threadOf } from '../replies/compose-mail.ts';
import type { PreparedMail } from '../replies/prepare-mail.ts';
import { replyCulture } from '../replies/reply-culture.ts';
import { headerLine, replySubject } from '../texts/reply-subject.ts';
import { groupSender, replySender } from '../replies/sender-address.ts';
import { usableZone } from '../replies/tenant-time-zone.ts';
import { readTokenMaker } from '../replies/thread-token-maker.ts';
import { fittingCulture } from '../texts/fitting-culture.ts';
import { identifierValues } from '../texts/identifier-values.ts';
import { escapeHtml } from '../texts/identifiers.ts';
import { fillTemplateBody, type TemplateBody } from '../texts/template.ts';
import type { AutomaticMailRow } from './automatic-mail-row.ts';
import { automaticSubject } from './automatic-subject.ts';

/**
 * The finished content of an automatic mail. An answer says that it is one (RFC 3834 section 3.1.7), names the mail
 * that it answers, and asks for no automatic answers itself; a forward encloses the mail as it came.
 * @throws no-sender-address, bad-address, not-found where the template is not there any more
 */
export async function prepareAutomaticMail(tx: Tx, row: AutomaticMailRow): Promise<PreparedMail> {
  const address = mailAddress.shape.address.safeParse(row.recipient);
  if (!address.success) throw new ExpectedError('bad-address', 'There is no address to send it to.');
  const from =
    row.interactionId === null
      ? await groupSender(tx.sql, row.tenantId, row.groupId)
      : await replySender(tx.sql, row.interactionId);
  const situation = await readSituation(tx, row);
  const body =
    row.purpose === 'forward' ? await forwardOf(tx, row, situation) : await answerOf(tx, row, situation);
  return {
    envelopeTo: [address.data],
    mail: {
      from,
      to: [{ name: row.purpose === 'forward' ? '' : situation.name, address: address.data }],
      cc: [],
      date: new Date(),
      messageId: makeMessageId(from, await readTokenMaker(tx.sql, row.interactionId)),
      ...threadOf(row.answered),
      headers: {
        ...(await readAddedHeaders(tx.sql, row.groupId)),
        'Auto-Submitted': row.purpose === 'forward' ? 'auto-generated' : 'auto-replied',
        'X-Auto-Response-Suppress': 'All',
        'X-Loop': from.address,
      },
      culture: situation.culture,
      ...body,
    },
  };
}

type Body = Pick<MailToCompose, 'subject' | 'html' | 'parts'>;

interface Situation {
  readonly name: string;
  readonly from: MailAddress;
  readonly received: Date;
  readonly group: { readonly name: string; readonly email: string | null };
  readonly access: { readonly name: string } | null;
  readonly culture: Culture;
  readonly defaults: readonly [Culture, Culture];
  readonly timeZone: string;
}

async function readSituation(tx: Tx, row: AutomaticMailRow): Promise<Situation> {
  const { rows } = await sql<{
    from_name: string;
    from_address: string;
    received_at: Date;
    group_name: string;
    email: string | null;
    group_culture: Culture;
    tenant_culture: Culture;
    time_zone: string | null;
    access_name: string | null;
  }>`
    select m.from_name, m.from_address, m.received_at, g.name as group_name, g.email, g.culture as group_culture,
      t.culture as tenant_culture, t.time_zone, sa.name as access_name
    from mail m join tenant t on t.id = m.tenant_id
    join service_group g on g.id = ${row.groupId}
    left join interaction i on i.mail_id = m.id
    left join service_access sa on sa.id = i.service_access_id
    where m.id = ${row.mailId}`.execute(tx.sql);
  const [found] = rows;
  if (!found) throw new Error(`mail ${row.mailId} is answered and not there`);
  return {
    name: headerLine(found.from_name, 300),
    from: { name: found.from_name, address: found.from_address },
    received: found.received_at,
    group: { name: found.group_name, email: found.email },
    access: found.access_name === null ? null : { name: found.access_name },
    culture: replyCulture(row.answered.language, [found.group_culture, found.tenant_culture]),
    defaults: [found.group_culture, found.tenant_culture],
    timeZone: usableZone(found.time_zone),
  };
}

async function answerOf(tx: Tx, row: AutomaticMailRow, situation: Situation): Promise<Body> {
  const { rows } = await sql<TemplateBody & { culture: Culture | null }>`
    select culture, format, body from template
    where tenant_id = ${row.tenantId} and name = ${row.template} and removed_at is null order by id`.execute(
    tx.sql,
  );
  const [template] = fittingCulture(rows, situation.culture, situation.defaults);
  if (!template) {
    throw new ExpectedError('not-found', `There is no template ${row.template ?? ''} any more.`);
  }
  const { from, received, group, access, culture, timeZone } = situation;
  const { html } = fillTemplateBody(
    template,
    identifierValues({
      now: new Date(),
      culture,
      timeZone,
      subject: row.answered.subject,
      from,
      received,
      serviceAccess: access,
      serviceGroup: group,
      agent: null,
      customer: { name: from.name, email: from.address, id: '', number: '' },
      callId: row.interactionId,
    }),
  );
  return { subject: automaticSubject(row.answered.subject), html, parts: [] };
}

async function forwardOf(tx: Tx, row: AutomaticMailRow, { from, group }: Situation): Promise<Body> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select b.bytes from mail m join blob b on b.sha256 = m.source_sha256 where m.id = ${row.mailId}`.execute(
    tx.sql,
  );
  const [source] = rows;
  if (!source) throw new Error(`the bytes of mail ${row.mailId} are not there`);
  const sender = escapeHtml(from.name === '' ? from.address : `${from.name} <${from.address}>`);
  return {
    subject: replySubject('forward', row.answered.subject),
    html: `<p>${sender} → ${escapeHtml(group.name)} (${escapeHtml(row.cause)})</p>`,
    parts: [{ name: 'original.eml', type: 'message/rfc822', bytes: source.bytes, contentId: null }],
  };
}
