import type { AgentId } from '../../contract/domain/ids.ts';
import type { Database } from '../../backend/db/database.ts';
import type { ConfiguredTenant } from '../world/configured-tenant.ts';
import { queueReply } from '../world/queue-reply.ts';
import type { SmtpSink } from '../world/smtp-sink.ts';
import { waitUntil } from './killable-backend.ts';

/** A tenant with one server to send by, and an agent. */
export function describeOutboxDesk(
  { host, port }: { readonly host: string; readonly port: number },
  timeouts: { readonly connectTimeoutSeconds?: number; readonly protocolTimeoutSeconds?: number } = {},
) {
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: [
          {
            key: 'main',
            outgoing: {
              protocol: 'smtp' as const,
              host,
              port,
              security: 'none' as const,
              sentCopy: false,
              ...timeouts,
            },
          },
        ],
        serviceGroups: [{ key: 'help', name: 'Help', email: 'help@desk.example' }],
        agents: [{ login: 'anna', firstName: 'Anna', lastName: 'Ek', groups: ['help'] }],
      },
    ],
  };
}

export async function readDesk({
  kysely,
}: Database): Promise<{ tenant: ConfiguredTenant; agentId: AgentId }> {
  const tenant = await kysely
    .selectFrom('mail_server')
    .innerJoin('service_group', 'service_group.tenant_id', 'mail_server.tenant_id')
    .select([
      'mail_server.tenant_id as tenantId',
      'mail_server.id as serverId',
      'service_group.id as groupId',
    ])
    .where('service_group.key', '=', 'help')
    .executeTakeFirstOrThrow();
  const { id } = await kysely.selectFrom('agent').select('id').executeTakeFirstOrThrow();
  return { tenant, agentId: id };
}

/** As an agent who presses the button again after an error: the Message-ID is there once, whatever was committed. */
export async function queueOnce(
  db: Database,
  tenant: ConfiguredTenant,
  agentId: AgentId,
  number: number,
  from?: string,
): Promise<void> {
  await waitUntil(
    async () => {
      const there = await db.kysely
        .selectFrom('outgoing')
        .select('id')
        .where('message_id', '=', `<mail-${number}@example.com>`)
        .executeTakeFirst();
      if (!there) await queueReply(db, tenant, agentId, { number, ...(from === undefined ? {} : { from }) });
      return true;
    },
    () => `reply ${number} could not be queued`,
  );
}

export async function countUnsettled({ kysely }: Database): Promise<number> {
  const rows = await kysely
    .selectFrom('outgoing')
    .select('id')
    .where('state', 'in', ['queued', 'sending', 'data-sent'])
    .execute();
  return rows.length;
}

/** What the server has got, held against what the rows say. */
export async function judgeOutbox(
  { kysely }: Database,
  sink: SmtpSink,
  mails: number,
): Promise<{ readonly problems: readonly string[]; readonly states: Readonly<Record<string, number>> }> {
  const rows = await kysely
    .selectFrom('outgoing')
    .select(['id', 'message_id', 'state', 'last_error'])
    .execute();
  const problems: string[] = [];
  const states: Record<string, number> = {};
  for (let number = 1; number <= mails; number++) {
    const messageId = `<mail-${number}@example.com>`;
    const row = rows.find((one) => one.message_id === messageId);
    const deliveries = sink.messages.filter((message) => message.messageId === messageId).length;
    if (!row) {
      problems.push(`reply ${number} is not in the outbox`);
      continue;
    }
    const state = row.state === 'uncertain' ? `uncertain (${deliveries ? '' : 'not '}delivered)` : row.state;
    states[state] = (states[state] ?? 0) + 1;
    const kept =
      row.state === 'accepted'
        ? deliveries === 1
        : row.state === 'uncertain' && deliveries <= 1 && row.last_error !== null;
    if (!kept) problems.push(`reply ${number} is ${row.state} and was delivered ${deliveries} times`);
  }
  return { problems, states };
}
