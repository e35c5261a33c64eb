import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Role } from '../../contract/domain/agent.ts';
import type { MailAuthentication } from '../../contract/domain/authentication.ts';
import type {
  AutomaticEvidence,
  AutomaticMail,
  AutomaticPurpose,
} from '../../contract/domain/automatic-mail.ts';
import type { BlockedReason } from '../../contract/domain/blocked-mail.ts';
import type { SendingSettings } from '../../contract/domain/configuration.ts';
import type { IncomingServer, OutgoingServer, ProxySettings } from '../../contract/domain/mail-server.ts';
import type { DraftContent, DraftKind } from '../../contract/domain/draft.ts';
import type {
  AgentId,
  AttachmentId,
  DraftId,
  InteractionId,
  MailId,
  OutgoingId,
  ServiceAccessId,
  ServiceGroupId,
  TemplateId,
  TenantId,
  AutomaticMailId,
} from '../../contract/domain/ids.ts';
import type { InteractionState, RoutingReason } from '../../contract/domain/interaction.ts';
import type { ReadAddress } from '../../contract/domain/mail-address.ts';
import type {
  DeliveryAction,
  FailedDelivery,
  FailureCause,
  MailKind,
  SpamMark,
} from '../../contract/domain/mail-kind.ts';
import type { Outgoing, OutgoingState } from '../../contract/domain/outgoing.ts';
import type { Threading, ThreadingQuestion } from '../../contract/domain/threading.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';

/** The tables of migrations/, as kysely sees them: int8 is a decimal string, timestamptz a Date, bytea a Buffer. */
export interface Schema {
  tenant: TenantTable;
  mail_server: MailServerTable;
  template: TemplateTable;
  response_file: ResponseFileTable;
  response_attachment: ResponseAttachmentTable;
  service_group: ServiceGroupTable;
  service_access: ServiceAccessTable;
  agent: AgentTable;
  agent_group: { agent_id: AgentId; service_group_id: ServiceGroupId };
  agent_password_seal: { tenant_id: TenantId; share: number; hash: string };
  session: SessionTable;
  blob: { sha256: string; bytes: Buffer; created_at: Generated<Date> };
  mail: MailTable;
  attachment: AttachmentTable;
  delivery_report: DeliveryReportTable;
  mailbox_message: MailboxMessageTable;
  graph_position: GraphPositionTable;
  ews_sync_state: EwsSyncStateTable;
  connection_health: ConnectionHealthTable;
  restored: { at: Generated<Date> };
  mail_warning: {
    mail_server_id: MailServerId;
    direction: 'in' | 'out';
    reason: 'failing' | 'no-contact' | 'quiet';
    since: Date;
    problem: string;
  };
  interaction: InteractionTable;
  interaction_mail: {
    interaction_id: InteractionId;
    mail_id: MailId;
    threading: ColumnType<Threading | null, string | null | undefined, string | null>;
  };
  oauth_token: OauthTokenTable;
  threading_key: { id: Generated<string>; secret: Buffer; created_at: Generated<Date> };
  draft: DraftTable;
  draft_revision: DraftRevisionTable;
  draft_attachment: DraftAttachmentTable;
  outgoing: OutgoingTable;
  event: EventTable;
  audit: AuditTable;
  intake_setting: IntakeSettingTable;
  blocked_mail: BlockedMailTable;
  automatic_mail: AutomaticMailTable;
}

export type MailServerId = string & { readonly brand?: 'MailServerId' };
export type ResponseFileId = string & { readonly brand?: 'ResponseFileId' };

/** A jsonb column: an object comes out, JSON text goes in (an array handed to `pg` would become a PostgreSQL array). */
type Json<T extends object | null> = JSONColumnType<T>;

interface TenantTable {
  id: Generated<TenantId>;
  key: string;
  name: string;
  culture: string;
  time_zone: string | null;
  not_ready_reasons: Generated<string[]>;
  outgoing_address: string | null;
  sending: ColumnType<SendingSettings | null, string | null | undefined, string | null>;
  default_domain: string | null;
  proxy: ColumnType<ProxySettings | null, string | null | undefined, string | null>;
  ndr_senders: Generated<string[]>;
}

interface MailServerTable {
  id: Generated<MailServerId>;
  tenant_id: TenantId;
  key: string;
  incoming: ColumnType<IncomingServer | null, string | null, string | null>;
  outgoing: ColumnType<OutgoingServer | null, string | null, string | null>;
  removed_at: Date | null;
}

interface TemplateTable {
  id: Generated<TemplateId>;
  tenant_id: TenantId;
  name: string;
  culture: string | null;
  format: 'html' | 'text';
  body: string;
  removed_at: Date | null;
}

interface ResponseFileTable {
  id: Generated<ResponseFileId>;
  tenant_id: TenantId;
  key: string;
  source: string;
  sha256: string;
  problem: string | null;
  removed_at: Date | null;
  path: string | null;
  read_sha256: string | null;
  read_modified_at: Date | null;
}

interface ResponseAttachmentTable {
  response_file_id: ResponseFileId;
  href: string;
  name: string;
  type: string;
  size: number;
  sha256: string;
}

interface ServiceGroupTable {
  id: Generated<ServiceGroupId>;
  tenant_id: TenantId;
  key: string;
  name: string;
  email: string | null;
  reply_using_access_address: Generated<boolean>;
  review: Generated<boolean>;
  culture: string;
  offer_seconds: Generated<number>;
  undo_seconds: Generated<number>;
  template: string | null;
  signature: string | null;
  expert_template: string | null;
  response_file_id: ResponseFileId | null;
  mail_server_id: MailServerId | null;
  request_delivery_reports: Generated<boolean>;
  request_read_receipts: Generated<boolean>;
  own_return_path: Generated<boolean>;
  unrouted: Generated<boolean>;
  removed_at: Date | null;
}

interface ServiceAccessTable {
  id: Generated<ServiceAccessId>;
  tenant_id: TenantId;
  name: string;
  address: string;
  service_group_id: ServiceGroupId;
  activated_at: Date | null;
  removed_at: Date | null;
}

interface AgentTable {
  id: Generated<AgentId>;
  tenant_id: TenantId;
  login: string;
  name: string;
  first_name: string;
  last_name: string;
  chat_name: string | null;
  email: string | null;
  culture: string;
  roles: Role[];
  capacity: Generated<number>;
  password_hash: string | null;
  password_source: string | null;
  presence: Generated<'ready' | 'not-ready' | 'offline'>;
  presence_reason: string | null;
  presence_since: Generated<Date>;
  idle_since: Generated<Date>;
  removed_at: Date | null;
}

interface SessionTable {
  token_hash: Buffer;
  agent_id: AgentId;
  created_at: Generated<Date>;
  expires_at: Date;
}

/** Where a mail came from: a mailbox, or an SMTP client with the envelope it gave. */
/** Of a mail that was found in a mailbox. */
export interface MailboxOrigin {
  readonly via: IncomingServer['protocol'];
  readonly server: string;
  readonly account: string;
  /** Why only its headers could be taken in, in words for people. */
  readonly problem?: string;
}

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

interface MailTable {
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

interface DeliveryReportTable {
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

interface AttachmentTable {
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

interface MailboxMessageTable {
  mail_server_id: MailServerId;
  /** With its account and host: `imap://account@host/folder`, `pop3://account@host/`. */
  folder: string;
  uid_validity: string;
  uid: string;
  source_sha256: string;
  mail_id: MailId;
  disposed_at: Date | null;
}

interface GraphPositionTable {
  mail_server_id: MailServerId;
  /** Mailbox and folder, as a URL. */
  folder: string;
  link: string;
}

interface EwsSyncStateTable {
  mail_server_id: MailServerId;
  /** Mailbox and folder, as a URL. */
  folder: string;
  state: string;
}

interface OauthTokenTable {
  key: string;
  salt: Buffer;
  sealed: Buffer | null;
  fingerprint: Buffer | null;
  obtained_at: ColumnType<Date, Date | undefined, Date>;
  expires_at: Date;
  retry_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

interface ConnectionHealthTable {
  mail_server_id: MailServerId;
  direction: 'in' | 'out';
  state: 'connected' | 'failing';
  since: Generated<Date>;
  checked_at: Generated<Date>;
  problem: string | null;
  lasting: Generated<boolean>;
}

interface InteractionTable {
  id: Generated<InteractionId>;
  tenant_id: TenantId;
  service_group_id: ServiceGroupId;
  service_access_id: ServiceAccessId | null;
  mail_id: MailId | null;
  state: InteractionState;
  agent_id: AgentId | null;
  epoch: Generated<number>;
  priority: Generated<number>;
  received_at: Date;
  enqueued_at: Date;
  offer_expires_at: Date | null;
  closed_at: Date | null;
  from_name: string;
  from_address: string;
  subject: string;
  preview: string;
  language: string | null;
  attachment_count: Generated<number>;
  kind: Generated<MailKind>;
  delivery: ColumnType<FailedDelivery | null, string | null | undefined, string | null>;
  problem: string | null;
  routing: Json<RoutingReason>;
  thread_id: ColumnType<InteractionId | null, InteractionId | null | undefined, InteractionId | null>;
  question: ColumnType<ThreadingQuestion | null, string | null | undefined, string | null>;
  tags: Generated<string[]>;
}

interface DraftTable {
  id: Generated<DraftId>;
  tenant_id: TenantId;
  kind: DraftKind;
  state: Generated<'open' | 'sent' | 'discarded'>;
  interaction_id: InteractionId | null;
  mail_id: MailId | null;
  service_group_id: ServiceGroupId;
  from_name: string;
  from_address: string;
  author_id: AgentId;
  revision: Generated<number>;
  content: Json<DraftContent>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

interface DraftRevisionTable {
  draft_id: DraftId;
  revision: number;
  author_id: AgentId;
  saved_at: Generated<Date>;
  conflicting: Generated<boolean>;
  content: Json<DraftContent>;
}

interface DraftAttachmentTable {
  id: Generated<AttachmentId>;
  draft_id: DraftId;
  name: string;
  type: string;
  size: number;
  sha256: string;
  content_id: string | null;
}

interface OutgoingTable {
  id: Generated<OutgoingId>;
  tenant_id: TenantId;
  /** Without draft and agent: an automatic mail. */
  draft_id: DraftId | null;
  interaction_id: InteractionId | null;
  agent_id: AgentId | null;
  mail_id: MailId;
  mail_server_id: MailServerId;
  state: OutgoingState;
  message_id: string;
  envelope_id: ColumnType<string | null, string | null | undefined, string | null>;
  envelope_from: string;
  envelope_to: string[];
  queued_at: Generated<Date>;
  not_before: Date;
  attempts: Generated<number>;
  last_error: string | null;
  settled_at: Date | null;
  sent_copy: Generated<Outgoing['sentCopy']>;
}

interface EventTable {
  tenant_id: TenantId;
  revision: string;
  at: Generated<Date>;
  service_group_id: ServiceGroupId | null;
  agent_id: AgentId | null;
  payload: Json<RealtimeEvent>;
}

export type IntakeSettingKind =
  'table' | 'blocked list' | 'rule' | 'splitting' | 'opening hours' | 'confirmation';

interface IntakeSettingTable {
  id: Generated<string>;
  tenant_id: TenantId;
  kind: IntakeSettingKind;
  name: string;
  position: number;
  /** In the form of the configuration file, without its name. */
  definition: Json<Readonly<Record<string, unknown>>>;
  sha256: string;
  removed_at: Date | null;
}

interface BlockedMailTable {
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

interface AutomaticMailTable {
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

interface AuditTable {
  id: Generated<string>;
  tenant_id: TenantId | null;
  at: Generated<Date>;
  actor: string;
  action: string;
  subject: string;
  detail: ColumnType<unknown, string | undefined, string>;
}
