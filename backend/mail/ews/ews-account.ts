import type { EwsMailbox, EwsSender } from '../../../contract/domain/mail-server.ts';

export type EwsServer = EwsMailbox | EwsSender;

type Account = Pick<EwsServer, 'mailbox' | 'user' | 'oauth'>;

/** Whose mail is read or sent. */
export function mailboxOf({ mailbox, user }: Account): string {
  return mailbox ?? user ?? '';
}

/**
 * Whom the account acts as (Exchange impersonation); null for the account's own mailbox. An application that signs in
 * with client credentials has no mailbox of its own.
 */
export function impersonatedBy({ mailbox, user, oauth }: Account): string | null {
  const isApplication =
    oauth?.clientSecret !== undefined && (oauth.grant ?? 'client-credentials') === 'client-credentials';
  if (isApplication) return mailbox ?? user ?? null;
  return mailbox === undefined || mailbox.toLowerCase() === user?.toLowerCase() ? null : mailbox;
}
