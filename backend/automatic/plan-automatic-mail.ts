import { type Insertable, sql } from 'kysely';
import type { AutomaticPurpose } from '../../contract/domain/automatic-mail.ts';
import type { InteractionId, MailId, TenantId, AutomaticMailId } from '../../contract/domain/ids.ts';
import type { MailKind } from '../../contract/domain/mail-kind.ts';
import type { Tx } from '../db/database.ts';
import { jsonText } from '../db/json-text.ts';
import type { Schema } from '../db/schema.ts';
import type { PlacedMail } from '../intake/store-placed.ts';
import { readOwnAddresses } from '../replies/own-addresses.ts';
import { isOpen } from './opening-hours.ts';
import { gatherStaticEvidence } from './static-evidence.ts';

interface Wish {
  readonly purpose: AutomaticPurpose;
  readonly cause: string;
  readonly template: string | null;
  readonly to: string | null;
}

/** Where a group has no confirmation, rules answer as if it had the usual one. */
const usualMostADay = 4;

/**
 * Writes down which automatic mails are to be sent because of mails that are being taken in, in their transaction:
 * those that the mails themselves speak against are suppressed at once, with the evidence; of the others a job
 * decides. A mail that a rule answers is not confirmed besides.
 * @param queued the interaction of each mail
 */
export async function planAutomaticMail(
  tx: Tx,
  mails: readonly PlacedMail[],
  queued: ReadonlyMap<MailId, InteractionId>,
): Promise<void> {
  const wanted = mails
    .map((mail) => ({ mail, wishes: wishesOf(mail, new Date()) }))
    .filter(({ wishes }) => wishes.length > 0);
  const returned = await readReturned(tx, wanted);
  const own = new Map<TenantId, (address: string) => boolean>();
  const planned: { readonly row: Insertable<Schema['automatic_mail']>; readonly rules: readonly string[] }[] =
    [];
  for (const { mail, wishes } of wanted) {
    const { received, blocked, groupId, answers } = mail;
    const kind = returned.get(received.id);
    const nature = mail.content.nature;
    const content = kind ? { ...mail.content, nature: { ...nature, kind, isAutomatic: true } } : mail.content;
    const tenantId = received.tenant_id;
    const isOurs = own.get(tenantId) ?? (await readOwnAddresses(tx.sql, tenantId));
    own.set(tenantId, isOurs);
    for (const { purpose, cause, template, to } of wishes) {
      const trigger = { content, headers: answers.headers, origin: received.origin, blocked, isOurs };
      const { recipient, evidence } = gatherStaticEvidence(purpose, trigger, to);
      const isSuppressed = evidence.length > 0;
      planned.push({
        rules: evidence.map(({ rule }) => rule),
        row: {
          tenant_id: tenantId,
          service_group_id: groupId,
          mail_id: received.id,
          interaction_id: queued.get(received.id) ?? null,
          purpose,
          cause,
          template,
          recipient,
          thread: content.references[0] ?? content.inReplyTo ?? content.messageId,
          most_a_day: answers.confirmation?.perSenderAndDay ?? usualMostADay,
          state: isSuppressed ? 'suppressed' : 'planned',
          evidence: jsonText(evidence),
          decided_at: isSuppressed ? new Date() : null,
        },
      });
    }
  }
  if (planned.length === 0) return;
  const made = await tx.sql
    .insertInto('automatic_mail')
    .values(planned.map(({ row }) => row))
    .returning(['id', 'tenant_id', 'state'])
    .execute();
  // Identities rise in the order of the values.
  const inOrder = made.toSorted((one, other) => Number(BigInt(one.id) - BigInt(other.id)));
  for (const [index, { id, tenant_id, state }] of inOrder.entries()) {
    if (state === 'suppressed') auditSuppressed(tx, tenant_id, id, planned[index]?.rules ?? []);
    else tx.enqueue('automatic-mail', { automaticMailId: id });
  }
}

/** Mails that only the mail they return shows to be a machine's (G10): their stored kind says so. */
async function readReturned(
  tx: Tx,
  wanted: readonly { readonly mail: PlacedMail }[],
): Promise<ReadonlyMap<MailId, MailKind>> {
  const ids = wanted.flatMap(({ mail: { received, content } }) =>
    content.nature.kind === 'message' && content.nature.subjectMail.isReturned ? [received.id] : [],
  );
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ readonly id: MailId; readonly kind: MailKind }>`
    select id, kind from mail where id = any(${ids}::bigint[]) and kind <> 'message'`.execute(tx.sql);
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}

function wishesOf({ answers, closes }: PlacedMail, now: Date): readonly Wish[] {
  const { confirmation } = answers;
  const ofRules = answers.requested.map((one): Wish =>
    one.purpose === 'forward'
      ? { purpose: 'forward', cause: one.rule, template: null, to: one.to }
      : { purpose: 'auto-reply', cause: one.rule, template: one.template, to: null },
  );
  // One answer to a mail: of several rules the last one's, as with everything else that they set.
  const reply = ofRules.findLast(({ purpose }) => purpose === 'auto-reply');
  const forwards = ofRules.filter(({ purpose }) => purpose === 'forward');
  if (reply) return [...forwards, reply];
  const cause = confirmation?.hours && !isOpen(confirmation.hours, now) ? 'closed' : 'open';
  const template = closes ? undefined : confirmation?.[cause];
  if (template === undefined) return forwards;
  return [...forwards, { purpose: 'confirmation', cause, template, to: null }];
}

/** Every suppressed mail leaves its trace in the audit. */
export function auditSuppressed(
  tx: Tx,
  tenantId: TenantId,
  id: AutomaticMailId,
  rules: readonly string[],
): void {
  tx.audit({
    tenantId,
    action: 'automatic-mail.suppressed',
    subject: `automatic-mail:${id}`,
    detail: { rules },
  });
}
