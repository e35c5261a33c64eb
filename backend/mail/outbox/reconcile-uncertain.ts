import { sql } from 'kysely';
import { assertNever } from '../../../contract/assert-never.ts';
import type { OutgoingId, TenantId } from '../../../contract/domain/ids.ts';
import type { OutgoingServer } from '../../../contract/domain/mail-server.ts';
import { resolveCredentials, type ConnectionCredentials } from '../connection-secrets.ts';
import { effectiveOutgoing } from '../effective-settings.ts';
import { wasSentByEws } from '../ews/was-sent-by-ews.ts';
import { wasSentByGraph } from '../graph/find-by-message-id.ts';
import { whileLocked } from '../session-locks.ts';
import { changeOutgoing, outgoingLock } from './outgoing-row.ts';
import type { SendTools } from './send-outgoing.ts';

/** When an uncertain mail is looked for, after it was first found uncertain; in milliseconds. */
const looks = [0, 1, 5, 15, 60].map((minutes) => minutes * 60_000);

/** What was looked for already, by this process. */
export type Looked = Map<OutgoingId, { readonly since: number; readonly times: number }>;

/**
 * Looks for uncertain mails where the server keeps what it sends: one that is found there was sent, and nobody need
 * decide on it. One that is not found stays uncertain, since it may be on its way still.
 */
export async function reconcileUncertain(tools: SendTools, looked: Looked, now = Date.now()): Promise<void> {
  const rows = await tools.db.kysely
    .selectFrom('outgoing')
    .innerJoin('mail_server', 'mail_server.id', 'outgoing.mail_server_id')
    .innerJoin('tenant', 'tenant.id', 'mail_server.tenant_id')
    .select([
      'outgoing.id',
      'outgoing.tenant_id',
      'outgoing.attempts',
      'outgoing.message_id',
      effectiveOutgoing().as('server'),
    ])
    .where('outgoing.state', '=', 'uncertain')
    .where('outgoing.queued_at', '>', sql<Date>`now() - interval '1 day'`)
    .orderBy('outgoing.id')
    .execute();
  for (const id of looked.keys()) if (!rows.some((row) => row.id === id)) looked.delete(id);
  for (const row of rows) {
    const { since, times } = looked.get(row.id) ?? { since: now, times: 0 };
    const pause = looks[times];
    if (row.server === null || pause === undefined || now - since < pause) continue;
    looked.set(row.id, { since, times: times + 1 });
    try {
      const credentials = await resolveCredentials(row.server, tools.secrets);
      if (await wasSent(row.server, credentials, row.message_id))
        await accept(tools, row.id, row.attempts, row.tenant_id);
    } catch (error) {
      tools.log.debug({ err: error, outgoing: row.id }, 'an uncertain mail was not looked for');
    }
  }
}

async function wasSent(
  server: OutgoingServer,
  credentials: ConnectionCredentials,
  messageId: string,
): Promise<boolean> {
  switch (server.protocol) {
    case 'smtp':
      // It keeps nothing.
      return false;
    case 'graph':
      return wasSentByGraph(server, credentials, messageId);
    case 'ews':
      return wasSentByEws(server, credentials, messageId);
    default:
      return assertNever(server);
  }
}

async function accept(
  { db, locks, log }: SendTools,
  outgoingId: OutgoingId,
  attempt: number,
  tenantId: TenantId,
): Promise<void> {
  await whileLocked(locks, outgoingLock(outgoingId), () =>
    db.transaction('system', async (tx) => {
      const change = { state: 'accepted', lastError: null, settled: true } as const;
      if (!(await changeOutgoing(tx, { outgoingId, number: attempt }, ['uncertain'], change))) return;
      tx.audit({
        tenantId,
        action: 'outgoing.accepted',
        subject: `outgoing:${outgoingId}`,
        detail: { attempt, words: 'found among the sent mails' },
      });
      log.info({ outgoing: outgoingId }, 'an uncertain mail was found among the sent ones');
    }),
  );
}
