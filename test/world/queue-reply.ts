import type { AgentId, DraftId, OutgoingId } from '../../contract/domain/ids.ts';
import type { Database } from '../../backend/db/database.ts';
import { hashBytes } from '../../backend/mail/receive.ts';
import type { ConfiguredTenant } from './configured-tenant.ts';
import { composeMail } from './mail-samples.ts';

export interface QueuedReply {
  readonly number: number | string;
  readonly to?: readonly string[];
  readonly from?: string;
  readonly notBefore?: Date;
  readonly raw?: string;
}

/** An agent of the tenant, who writes the replies. */
export async function addAgent(db: Database, { tenantId }: ConfiguredTenant): Promise<AgentId> {
  const { id } = await db.kysely
    .insertInto('agent')
    .values({
      tenant_id: tenantId,
      login: 'anna',
      name: 'Anna',
      first_name: 'Anna',
      last_name: 'Ek',
      culture: 'en-US',
      roles: ['agent'],
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Puts a finished reply into the outbox, as sending a draft does: bytes, mail, draft, row and job in one transaction. */
export async function queueReply(
  db: Database,
  tenant: ConfiguredTenant,
  agentId: AgentId,
  reply: QueuedReply,
): Promise<OutgoingId> {
  const to = reply.to ?? [`customer-${reply.number}@example.com`];
  const from = reply.from ?? 'help@desk.example';
  const raw = Buffer.from(reply.raw ?? composeMail(reply.number, { from, to: to.join(', ') }));
  const sha256 = hashBytes(raw);
  return db.transaction('anna', async (tx) => {
    await tx.sql
      .insertInto('blob')
      .values({ sha256, bytes: raw })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const mail = await tx.sql
      .insertInto('mail')
      .values({
        tenant_id: tenant.tenantId,
        direction: 'out',
        state: 'read',
        source_sha256: sha256,
        size: raw.length,
        origin: JSON.stringify({ via: 'reply' }),
        from_address: from,
        to_addresses: JSON.stringify(to.map((address) => ({ name: '', address }))),
        subject: `Mail ${reply.number}`,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { id: draftId } = await tx.sql
      .insertInto('draft')
      .values({
        tenant_id: tenant.tenantId,
        kind: 'new',
        state: 'sent',
        service_group_id: tenant.groupId,
        from_name: '',
        from_address: from,
        author_id: agentId,
        content: '{}',
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const { id } = await tx.sql
      .insertInto('outgoing')
      .values({
        tenant_id: tenant.tenantId,
        draft_id: draftId satisfies DraftId,
        agent_id: agentId,
        mail_id: mail.id,
        mail_server_id: tenant.serverId,
        state: 'queued',
        message_id: `<mail-${reply.number}@example.com>`,
        envelope_from: from,
        envelope_to: [...to],
        not_before: reply.notBefore ?? new Date(),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    tx.enqueue('send', { outgoingId: id }, reply.notBefore ? { startAfter: reply.notBefore } : {});
    return id;
  });
}
