import type { ColumnType, Generated } from 'kysely';
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
  TenantId,
} from '../../contract/domain/ids.ts';
import type { InteractionState, RoutingReason } from '../../contract/domain/interaction.ts';
import type { FailedDelivery, MailKind } from '../../contract/domain/mail-kind.ts';
import type { Outgoing, OutgoingState } from '../../contract/domain/outgoing.ts';
import type { Threading, ThreadingQuestion } from '../../contract/domain/threading.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import type { MailServerId } from './configured-tables.ts';
import type { Json } from './json-column.ts';

// What agents work on, what leaves, and what is told of it.

export interface InteractionTable {
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

export interface InteractionMailTable {
  interaction_id: InteractionId;
  mail_id: MailId;
  threading: ColumnType<Threading | null, string | null | undefined, string | null>;
}

export interface DraftTable {
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

export interface DraftRevisionTable {
  draft_id: DraftId;
  revision: number;
  author_id: AgentId;
  saved_at: Generated<Date>;
  conflicting: Generated<boolean>;
  content: Json<DraftContent>;
}

export interface DraftAttachmentTable {
  id: Generated<AttachmentId>;
  draft_id: DraftId;
  name: string;
  type: string;
  size: number;
  sha256: string;
  content_id: string | null;
}

export interface OutgoingTable {
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

export interface EventTable {
  tenant_id: TenantId;
  revision: string;
  at: Generated<Date>;
  service_group_id: ServiceGroupId | null;
  agent_id: AgentId | null;
  payload: Json<RealtimeEvent>;
}

export interface AuditTable {
  id: Generated<string>;
  tenant_id: TenantId | null;
  at: Generated<Date>;
  actor: string;
  action: string;
  subject: string;
  detail: ColumnType<unknown, string | undefined, string>;
}
