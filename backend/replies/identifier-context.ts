import { type Kysely, sql } from 'kysely';
import type { AgentId, InteractionId, ServiceGroupId } from '../../contract/domain/ids.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import type { Schema } from '../db/schema.ts';
import { identifierValues } from '../texts/identifier-values.ts';
import type { IdentifierValues } from '../texts/identifiers.ts';
import { usableZone } from './tenant-time-zone.ts';

export interface WritingSituation {
  readonly agentId: AgentId;
  readonly groupId: ServiceGroupId;
  /** Null for new mail: then the identifiers of the received mail are empty. */
  readonly interactionId: InteractionId | null;
  readonly culture: Culture;
}

interface SituationRow {
  readonly agent_name: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly chat_name: string | null;
  readonly group_name: string;
  readonly group_email: string | null;
  readonly access_name: string | null;
  readonly subject: string | null;
  readonly from_name: string | null;
  readonly from_address: string | null;
  readonly received_at: Date | null;
  readonly time_zone: string | null;
}

/** What the identifiers of templates and responses stand for while somebody writes (M18). */
export async function readIdentifierValues(
  db: Kysely<Schema>,
  situation: WritingSituation,
): Promise<IdentifierValues> {
  const { rows } = await sql<SituationRow>`
    select a.name as agent_name, a.first_name, a.last_name, a.chat_name,
      g.name as group_name, g.email as group_email, sa.name as access_name,
      i.subject, i.from_name, i.from_address, i.received_at, t.time_zone
    from agent a join tenant t on t.id = a.tenant_id
    join service_group g on g.id = ${situation.groupId}
    left join interaction i on i.id = ${situation.interactionId}
    left join service_access sa on sa.id = i.service_access_id
    where a.id = ${situation.agentId}`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('an agent writes for a group that does not exist');
  const from = row.from_address === null ? null : { name: row.from_name ?? '', address: row.from_address };
  return identifierValues({
    now: new Date(),
    culture: situation.culture,
    timeZone: usableZone(row.time_zone),
    subject: row.subject ?? '',
    from,
    received: row.received_at,
    serviceAccess: row.access_name === null ? null : { name: row.access_name },
    serviceGroup: { name: row.group_name, email: row.group_email },
    agent: {
      name: row.agent_name,
      firstName: row.first_name,
      lastName: row.last_name,
      chatName: row.chat_name,
    },
    customer: from && { name: from.name, email: from.address, id: '', number: '' },
    callId: situation.interactionId,
  });
}
