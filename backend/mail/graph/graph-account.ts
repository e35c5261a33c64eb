import type { GraphMailbox, GraphSender } from '../../../contract/domain/mail-server.ts';

export type GraphServer = GraphMailbox | GraphSender;

/** Whose mail is read or sent: the address by which Microsoft Graph knows the mailbox. */
export function mailboxOf({ mailbox, user }: Pick<GraphServer, 'mailbox' | 'user'>): string {
  return mailbox ?? user ?? '';
}

/** Everything of a mailbox stands below it; without a slash at its end. */
export function mailboxUrl(server: Pick<GraphServer, 'url' | 'mailbox' | 'user'>): string {
  return `${server.url.replace(/\/+$/, '')}/users/${encodeURIComponent(mailboxOf(server))}`;
}
