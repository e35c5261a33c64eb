import type { ColumnType, Generated } from 'kysely';
import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type {
  AutomaticEvidence,
  AutomaticMail,
  AutomaticPurpose,
} from '../../contract/domain/automatic-mail.ts';
import type { BlockedReason } from '../../contract/domain/blocked-mail.ts';
import type {
  AttachmentId,
  AutomaticMailId,
  InteractionId,
  MailId,
  OutgoingId,
  ServiceGroupId,
  TenantId,
} from '../../contract/domain/ids.ts';
import type { ReadAddress } from '../../contract/domain/mail-address.ts';
import type { DeliveryAction, FailureCause, MailKind, SpamMark } from '../../contract/domain/mail-kind.ts';
import type { IncomingServer } from '../../contract/domain/mail-server.ts';
import type { Json } from './json-column.ts';

// Mails, their parts, and what was decided on them.

/** Of a mail that was found in a mailbox. */
export interface MailboxOrigin {
  readonly via: IncomingServer['protocol'];
  readonly server: string;
  readonly account: string;
  /** Why only its headers could be taken in, in words for people. */
  readonly problem?: string;
}

/** Where a mail came from: a mailbox, an SMTP client with the envelope it gave, ourselves, or another archive. */
export type MailOrigin =
  | MailboxOrigin
  | {
      readonly via: 'smtp';
      readonly sender: string;
      readonly recipients: readonly string[];
      /** Address of the client; null where a relay of ours handed it over and does not say whom it had it from. */
      readonly client: string | null;
      /** As the client called itself. */
      readonly helo?: string;
      /** The relay of ours that handed it over for the client, and the name of its Authentication-Results. */
      readonly relay?: { readonly address: string; readonly authservId?: string };
    }
  | { readonly via: 'reply' }
  /** From another archive; the file, and the mail in it. */
  | { readonly via: 'import'; readonly place: string };

/** By what the mail that a return message speaks of was found. */
export type ParentTrace = 'message-id' | 'envelope-id' | 'return-path' | 'reference' | 'recipient';

export interface MailTable {
  id: Generated<MailId>;
  tenant_id: TenantId;
  direction: 'in' | 'out';
  state: 'received' | 'read';
  source_sha256: string;
  size: number;
  received_at: Generated<Date>;
  origin: Json<MailOrigin>;
  from_name: Generated<string>;
  from_address: Generated<string>;
  reply_to: ColumnType<ReadAddress[], string | undefined, string>;
  to_addresses: ColumnType<ReadAddress[], string | undefined, string>;
  cc_addresses: ColumnType<ReadAddress[], string | undefined, string>;
  subject: Generated<string>;
  date: Date | null;
  message_id: string | null;
  in_reply_to: string | null;
  refs: Generated<string[]>;
  text: Generated<string>;
  reply_text: string | null;
  html: string | null;
  language: string | null;
  kind: Generated<MailKind>;
  spam: ColumnType<SpamMark | null, string | null | undefined, string | null>;
  parent_id: ColumnType<MailId | null, MailId | null | undefined, MailId | null>;
  parent_found_by: ColumnType<ParentTrace | null, ParentTrace | null | undefined, ParentTrace | null>;
  problems: Generated<string[]>;
  authentication: ColumnType<MailAuthentication | null, string | null | undefined, string | null>;
  attached_data: ColumnType<Record<string, string>, string | undefined, string>;
  service_group_id: ServiceGroupId | null;
  /** Of one mail for each recipient (G18): the first one, null for that itself, and whom this one is for. */
  copy_of: MailId | null;
  copy_for: string | null;
  /** Written as `to_tsvector('simple', …)`; never read. */
  words: string | null;
}

export interface AttachmentTable {
  id: Generated<AttachmentId>;
  mail_id: MailId;
  position: number;
  name: string;
  type: string;
  size: number;
  sha256: string;
  content_id: string | null;
  inline: Generated<boolean>;
}

export interface DeliveryReportTable {
  mail_id: MailId;
  position: number;
  recipient: string;
  action: DeliveryAction;
  status: string | null;
  diagnostic: string;
  remote_mta: string | null;
  final: boolean;
  cause: FailureCause | null;
}

export interface BlockedMailTable {
  mail_id: MailId;
  tenant_id: TenantId;
  service_group_id: ServiceGroupId;
  reason: Json<BlockedReason>;
  /** A NewInteraction of the intake. */
  interaction: Json<object>;
  blocked_at: Generated<Date>;
  released_at: Date | null;
  released_by: string | null;
  interaction_id: InteractionId | null;
}

export interface AutomaticMailTable {
  id: Generated<AutomaticMailId>;
  tenant_id: TenantId;
  service_group_id: ServiceGroupId;
  mail_id: MailId;
  interaction_id: InteractionId | null;
  purpose: AutomaticPurpose;
  cause: string;
  template: string | null;
  recipient: string;
  thread: string | null;
  most_a_day: number;
  state: AutomaticMail['state'];
  evidence: ColumnType<AutomaticEvidence[], string | undefined, string>;
  created_at: Generated<Date>;
  decided_at: Date | null;
  outgoing_id: OutgoingId | null;
  released_at: Date | null;
  released_by: string | null;
}
