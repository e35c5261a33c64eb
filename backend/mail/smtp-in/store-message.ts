import { sql } from 'kysely';
import type { SMTPServerSession } from 'smtp-server';
import type { MailId, TenantId } from '../../../contract/domain/ids.ts';
import { storeBlob } from '../../archive/store-blob.ts';
import type { Database, Tx } from '../../db/database.ts';
import { receiveMail } from '../receive.ts';
import type { MailOrigin } from '../../db/mail-tables.ts';
import type { RecipientDirectory } from './recipient-directory.ts';
import { findRelayedClient } from './relayed-client.ts';
import type { FindRelay } from './relays.ts';
import { SmtpRefusal } from './smtp-refusal.ts';

interface MessageStore {
  readonly db: Database;
  readonly directory: RecipientDirectory;
  readonly findRelay: FindRelay;
}

/**
 * Keeps a message: one mail for each tenant that has a recipient in the envelope, all in one transaction. Should the
 * answer to the client be lost after the commit, the client sends it again (RFC 5321, 4.1.1.4): the same bytes for the
 * same recipients are the mail that was kept already.
 */
export async function storeMessage(
  { db, directory, findRelay }: MessageStore,
  raw: Buffer,
  session: SMTPServerSession,
): Promise<readonly MailId[]> {
  const recipients = new Map<TenantId, string[]>();
  for (const { address } of session.envelope.rcptTo) {
    for (const tenantId of await directory.findTenants(address)) {
      recipients.set(tenantId, [...(recipients.get(tenantId) ?? []), address]);
    }
  }
  if (recipients.size === 0) throw new SmtpRefusal(550, '5.1.1 no such address here any more');
  const { mailFrom } = session.envelope;
  const source = sourceOf(raw, session, findRelay);
  return db.transaction('system', async (tx) => {
    // Waits for whoever keeps the same bytes at this moment.
    const sha256 = await storeBlob(tx, raw);
    const mails: MailId[] = [];
    for (const [tenantId, addresses] of recipients) {
      const earlier = await findEarlier(tx, tenantId, sha256, addresses);
      if (earlier !== undefined)
        tx.audit({
          tenantId,
          action: 'mail.repeated',
          subject: `mail:${earlier}`,
          detail: { via: 'smtp', recipients: addresses },
        });
      mails.push(
        earlier ??
          (await receiveMail(tx, {
            tenantId,
            raw,
            origin: {
              via: 'smtp',
              sender: mailFrom ? mailFrom.address : '',
              recipients: addresses,
              ...source,
            },
          })),
      );
    }
    return mails;
  });
}

/** A mail of those bytes that was handed over for all those recipients before. */
async function findEarlier(
  tx: Tx,
  tenantId: TenantId,
  sha256: string,
  recipients: readonly string[],
): Promise<MailId | undefined> {
  const row = await tx.sql
    .selectFrom('mail')
    .select('id')
    .where('tenant_id', '=', tenantId)
    .where('source_sha256', '=', sha256)
    .where('copy_of', 'is', null)
    .where(sql<boolean>`origin @> ${JSON.stringify({ via: 'smtp', recipients })}::jsonb`)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/** Who handed it over: the client, or where that is one of our relays, whom it had it from (XFORWARD, else Received). */
function sourceOf(
  raw: Buffer,
  { remoteAddress, hostNameAppearsAs, xForward }: SMTPServerSession,
  findRelay: FindRelay,
): Pick<Extract<MailOrigin, { via: 'smtp' }>, 'client' | 'helo' | 'relay'> {
  const peer = xForward.get('ADDR:DEFAULT') ?? remoteAddress;
  const relay = findRelay(String(peer));
  if (!relay) return { client: String(peer), helo: hostNameAppearsAs };
  const stated = xForward.get('ADDR');
  const client =
    typeof stated === 'string' && findRelay(stated) === null
      ? { address: stated, helo: String(xForward.get('HELO') || '') }
      : findRelayedClient(raw, findRelay);
  return {
    client: client?.address ?? null,
    ...(client && client.helo !== '' ? { helo: client.helo } : {}),
    relay: { address: String(peer), ...(relay.authservId === null ? {} : { authservId: relay.authservId }) },
  };
}
