import type { ColumnType, Generated } from 'kysely';
import type { MailId } from '../../contract/domain/ids.ts';
import type { MailServerId } from './configured-tables.ts';

// How far each mail server was read, and how it does.

export interface MailboxMessageTable {
  mail_server_id: MailServerId;
  /** With its account and host: `imap://account@host/folder`, `pop3://account@host/`. */
  folder: string;
  uid_validity: string;
  uid: string;
  source_sha256: string;
  mail_id: MailId;
  disposed_at: Date | null;
}

export interface GraphPositionTable {
  mail_server_id: MailServerId;
  /** Mailbox and folder, as a URL. */
  folder: string;
  link: string;
}

export interface EwsSyncStateTable {
  mail_server_id: MailServerId;
  /** Mailbox and folder, as a URL. */
  folder: string;
  state: string;
}

export interface OauthTokenTable {
  key: string;
  salt: Buffer;
  sealed: Buffer | null;
  fingerprint: Buffer | null;
  obtained_at: ColumnType<Date, Date | undefined, Date>;
  expires_at: Date;
  retry_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface ConnectionHealthTable {
  mail_server_id: MailServerId;
  direction: 'in' | 'out';
  state: 'connected' | 'failing';
  since: Generated<Date>;
  checked_at: Generated<Date>;
  problem: string | null;
  lasting: Generated<boolean>;
}

export interface MailWarningTable {
  mail_server_id: MailServerId;
  direction: 'in' | 'out';
  reason: 'failing' | 'no-contact' | 'quiet';
  since: Date;
  problem: string;
}
