import type { Generated } from 'kysely';
import type { AgentId, ServiceGroupId, TenantId } from '../../contract/domain/ids.ts';
import type {
  AgentTable,
  IntakeSettingTable,
  MailServerTable,
  ResponseAttachmentTable,
  ResponseFileTable,
  ServiceAccessTable,
  ServiceGroupTable,
  SessionTable,
  TemplateTable,
  TenantTable,
} from './configured-tables.ts';
import type {
  AttachmentTable,
  AutomaticMailTable,
  BlockedMailTable,
  DeliveryReportTable,
  MailTable,
} from './mail-tables.ts';
import type {
  ConnectionHealthTable,
  EwsSyncStateTable,
  GraphPositionTable,
  MailWarningTable,
  MailboxMessageTable,
  OauthTokenTable,
} from './mailbox-tables.ts';
import type {
  AuditTable,
  DraftAttachmentTable,
  DraftRevisionTable,
  DraftTable,
  EventTable,
  InteractionMailTable,
  InteractionTable,
  OutgoingTable,
} from './work-tables.ts';

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
  mail_warning: MailWarningTable;
  interaction: InteractionTable;
  interaction_mail: InteractionMailTable;
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
