import type { ColumnType, Generated } from 'kysely';
import type { Role } from '../../contract/domain/agent.ts';
import type { SendingSettings } from '../../contract/domain/configuration.ts';
import type {
  AgentId,
  ServiceAccessId,
  ServiceGroupId,
  TemplateId,
  TenantId,
} from '../../contract/domain/ids.ts';
import type { IncomingServer, OutgoingServer, ProxySettings } from '../../contract/domain/mail-server.ts';
import type { Json } from './json-column.ts';

// What a configuration describes, and the people who work with it.

export type MailServerId = string & { readonly brand?: 'MailServerId' };

export type ResponseFileId = string & { readonly brand?: 'ResponseFileId' };

export type IntakeSettingKind =
  'table' | 'blocked list' | 'rule' | 'splitting' | 'opening hours' | 'confirmation';

export interface TenantTable {
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

export interface MailServerTable {
  id: Generated<MailServerId>;
  tenant_id: TenantId;
  key: string;
  incoming: ColumnType<IncomingServer | null, string | null, string | null>;
  outgoing: ColumnType<OutgoingServer | null, string | null, string | null>;
  removed_at: Date | null;
}

export interface TemplateTable {
  id: Generated<TemplateId>;
  tenant_id: TenantId;
  name: string;
  culture: string | null;
  format: 'html' | 'text';
  body: string;
  removed_at: Date | null;
}

export interface ResponseFileTable {
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

export interface ResponseAttachmentTable {
  response_file_id: ResponseFileId;
  href: string;
  name: string;
  type: string;
  size: number;
  sha256: string;
}

export interface ServiceGroupTable {
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

export interface ServiceAccessTable {
  id: Generated<ServiceAccessId>;
  tenant_id: TenantId;
  name: string;
  address: string;
  service_group_id: ServiceGroupId;
  activated_at: Date | null;
  removed_at: Date | null;
}

export interface AgentTable {
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

export interface SessionTable {
  token_hash: Buffer;
  agent_id: AgentId;
  created_at: Generated<Date>;
  expires_at: Date;
}

export interface IntakeSettingTable {
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
