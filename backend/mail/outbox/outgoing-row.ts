import { sql } from 'kysely';
import type { IncomingServer, OutgoingServer } from '../../../contract/domain/mail-server.ts';
import type { OutgoingId, TenantId } from '../../../contract/domain/ids.ts';
import type { Outgoing, OutgoingState } from '../../../contract/domain/outgoing.ts';
import type { Database, Tx } from '../../db/database.ts';
import type { MailServerId } from '../../db/configured-tables.ts';
import { effectiveOutgoing } from '../effective-settings.ts';
import { publishOutgoing } from './publish-outgoing.ts';

/** One attempt at an outbox row: the row and the number of the attempt, which fences off every other. */
export interface Attempt {
  readonly outgoingId: OutgoingId;
  readonly number: number;
  readonly tenantId: TenantId;
  readonly serverId: MailServerId;
  readonly serverKey: string;
  readonly server: OutgoingServer | null;
  /** The server's mailbox takes a copy (M9). */
  readonly wantsCopy: boolean;
  readonly queuedAt: Date;
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
  readonly messageId: string;
  /** Set where reports of its delivery are wanted (RFC 3461). */
  readonly envelopeId: string | null;
}

export type Claim =
  | { readonly state: 'claimed'; readonly attempt: Attempt }
  /** Undo time or next attempt: the job is to come again then. */
  | { readonly state: 'early'; readonly until: Date }
  /** Withdrawn, sent, or somebody else's. */
  | { readonly state: 'nothing-to-do' };

/** Takes a queued row for one attempt; of several that try, one gets it. */
export async function claimOutgoing(db: Database, id: OutgoingId): Promise<Claim> {
  return db.transaction('system', async (tx) => {
    const row = await tx.sql
      .selectFrom('outgoing')
      .innerJoin('mail_server', 'mail_server.id', 'outgoing.mail_server_id')
      .innerJoin('tenant', 'tenant.id', 'mail_server.tenant_id')
      .innerJoin('mail', 'mail.id', 'outgoing.mail_id')
      .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
      .select([
        'outgoing.state',
        'outgoing.attempts',
        'outgoing.tenant_id',
        'outgoing.not_before',
        'outgoing.queued_at',
        'outgoing.envelope_from',
        'outgoing.envelope_to',
        'outgoing.envelope_id',
        'outgoing.message_id',
        'mail_server.id as server_id',
        'mail_server.key',
        'mail_server.incoming',
        effectiveOutgoing().as('outgoing_settings'),
        'blob.bytes',
        sql<boolean>`outgoing.not_before > now()`.as('early'),
      ])
      .where('outgoing.id', '=', id)
      .forUpdate('outgoing')
      .executeTakeFirst();
    if (row?.state !== 'queued') return { state: 'nothing-to-do' };
    if (row.early) return { state: 'early', until: row.not_before };
    const number = row.attempts + 1;
    await tx.sql
      .updateTable('outgoing')
      .set({ state: 'sending', attempts: number })
      .where('id', '=', id)
      .execute();
    await publishOutgoing(tx, id);
    return {
      state: 'claimed',
      attempt: {
        outgoingId: id,
        number,
        tenantId: row.tenant_id,
        serverId: row.server_id,
        serverKey: row.key,
        server: row.outgoing_settings,
        wantsCopy: wantsCopy(row.incoming, row.outgoing_settings),
        queuedAt: row.queued_at,
        from: row.envelope_from,
        to: row.envelope_to,
        raw: row.bytes,
        messageId: row.message_id,
        envelopeId: row.envelope_id,
      },
    };
  });
}

/** Only a mailbox that is read by IMAP takes a copy, and only SMTP leaves that to us. */
function wantsCopy(incoming: IncomingServer | null, outgoing: OutgoingServer | null): boolean {
  return incoming?.protocol === 'imap' && outgoing?.protocol === 'smtp' && outgoing.sentCopy;
}

export interface OutgoingChange {
  readonly state: OutgoingState;
  readonly lastError: string | null;
  readonly settled?: boolean;
  readonly notBefore?: Date;
  readonly envelopeTo?: readonly string[];
  readonly sentCopy?: Outgoing['sentCopy'];
}

/**
 * Changes a row on behalf of an attempt, if it is still in one of the states and no later attempt was made.
 * @returns false if it is not, and then nothing was changed
 */
export async function changeOutgoing(
  tx: Tx,
  attempt: Pick<Attempt, 'outgoingId' | 'number'>,
  from: readonly OutgoingState[],
  change: OutgoingChange,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.sql
    .updateTable('outgoing')
    .set({
      state: change.state,
      last_error: change.lastError,
      ...(change.settled ? { settled_at: sql<Date>`now()` } : {}),
      ...(change.notBefore ? { not_before: change.notBefore } : {}),
      ...(change.envelopeTo ? { envelope_to: [...change.envelopeTo] } : {}),
      ...(change.sentCopy ? { sent_copy: change.sentCopy } : {}),
    })
    .where('id', '=', attempt.outgoingId)
    .where('attempts', '=', attempt.number)
    .where('state', 'in', [...from])
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  await publishOutgoing(tx, attempt.outgoingId);
  return true;
}

/** The name of the lock that says who is sending a row. */
export function outgoingLock(id: OutgoingId): string {
  return `outgoing:${id}`;
}
