import type { AgentId, ServiceGroupId } from '../../contract/domain/ids.ts';
import { changePresence } from '../people/presence.ts';
import { endSessionsOf } from '../people/sessions.ts';
import type { AgentPassword } from './agent-passwords.ts';
import type { SettledAgent } from './settled-tenant.ts';
import type { ThingWriter, WriteContext } from './write-context.ts';
import { requireId, type NamedIds } from './write-groups.ts';

/**
 * An agent as compared and written. `passwordHash` says only whether the reference names another password than the
 * stored hash is of: hashes stay out of changes and audit.
 */
export type WrittenAgent = SettledAgent & { readonly passwordHash: 'old' | 'new' };

/** @param passwordOf by login */
export function agentWriter(
  { tx, tenantId }: WriteContext,
  groups: NamedIds,
  passwordOf: (login: string) => AgentPassword,
): ThingWriter<WrittenAgent> {
  const hashColumn = (login: string): { password_hash?: string | null } => {
    const password = passwordOf(login);
    if (password.state === 'kept') return {};
    return { password_hash: password.state === 'new' ? password.hash : null };
  };
  const columns = (login: string, agent: WrittenAgent) => ({
    name: agent.name,
    first_name: agent.firstName,
    last_name: agent.lastName,
    chat_name: agent.chatName,
    email: agent.email,
    culture: agent.culture,
    roles: [...agent.roles],
    capacity: agent.capacity,
    password_source: agent.password,
    removed_at: null,
    ...hashColumn(login),
  });
  const setGroups = async (agentId: AgentId, keys: readonly string[]): Promise<void> => {
    await tx.sql.deleteFrom('agent_group').where('agent_id', '=', agentId).execute();
    if (keys.length === 0) return;
    const rows = keys.map((key) => ({
      agent_id: agentId,
      service_group_id: requireId(groups, key) as ServiceGroupId,
    }));
    await tx.sql.insertInto('agent_group').values(rows).execute();
  };
  return {
    kind: 'agent',
    table: 'agent',
    create: async (login, fields) => {
      const { id } = await tx.sql
        .insertInto('agent')
        .values({ tenant_id: tenantId, login, ...columns(login, fields) })
        .returning('id')
        .executeTakeFirstOrThrow();
      await setGroups(id, fields.groups);
      return id;
    },
    change: async (id, login, fields) => {
      const agentId = id as AgentId;
      await tx.sql.updateTable('agent').set(columns(login, fields)).where('id', '=', agentId).execute();
      await setGroups(agentId, fields.groups);
      // Whoever knew the old password is out.
      if (passwordOf(login).state !== 'kept') await endSessionsOf(tx, { tenantId, agentId });
    },
    setAside: async (id) => {
      const agentId = id as AgentId;
      await changePresence(tx, { tenantId, agentId }, { state: 'offline', reason: null });
      await endSessionsOf(tx, { tenantId, agentId });
      await tx.sql.deleteFrom('agent_group').where('agent_id', '=', agentId).execute();
      await tx.sql.updateTable('agent').set({ removed_at: new Date() }).where('id', '=', agentId).execute();
    },
  };
}
