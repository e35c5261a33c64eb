import type { InteractionId, MailId } from '../../contract/domain/ids.ts';
import type { Tx } from '../db/database.ts';
import type { PlacedMail } from './store-placed.ts';

/** The audit of mails that were taken in: where each went and why. */
export function recordTakenIn(
  tx: Tx,
  placed: readonly PlacedMail[],
  queued: ReadonlyMap<MailId, InteractionId>,
): void {
  for (const { received, content, groupId, routing, blocked } of placed) {
    tx.audit({
      tenantId: received.tenant_id,
      action: blocked === null ? 'mail.taken-in' : 'mail.blocked',
      subject: `mail:${received.id}`,
      detail: {
        interactionId: queued.get(received.id),
        serviceGroupId: groupId,
        routing,
        ...(blocked === null ? {} : { blocked }),
        problems: content.problems,
      },
    });
  }
}
