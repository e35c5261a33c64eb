import type { Tx } from '../../db/database.ts';
import { jsonText } from '../../db/json-text.ts';
import { newInteraction } from '../open-interactions.ts';
import type { PlacedMail } from '../store-placed.ts';

/** Keeps archived mail back from its queue, with the reason; it can be released. */
export async function keepBlocked(tx: Tx, placed: readonly PlacedMail[]): Promise<void> {
  const rows = placed.flatMap((mail) =>
    mail.blocked === null
      ? []
      : [
          {
            mail_id: mail.received.id,
            tenant_id: mail.received.tenant_id,
            service_group_id: mail.groupId,
            reason: jsonText(mail.blocked),
            interaction: jsonText(newInteraction(mail)),
          },
        ],
  );
  if (rows.length > 0) await tx.sql.insertInto('blocked_mail').values(rows).execute();
}
