import { ExpectedError } from '../../contract/error.ts';
import { readStoredTenant, type StoredTenant } from '../configuration/stored-tenant.ts';
import {
  chooseConnections,
  connectionsOf,
  testConnections,
  type TestedConnection,
  toConnectionTest,
} from '../doctor/test-connections.ts';
import { listWarnings } from '../mail/warnings/tell-warnings.ts';
import type { Viewer } from '../routing/viewer.ts';
import type { HandlerOptions, Handlers } from './handler.ts';

export function mailServerHandlers({
  db,
  secrets,
}: HandlerOptions): Pick<Handlers, 'mailServers.test' | 'mailWarnings.list'> {
  return {
    'mailWarnings.list': async (_input, { viewer }) => ({
      warnings: await listWarnings(db.kysely, viewer.tenantId),
    }),

    'mailServers.test': async ({ servers }, { viewer }) => {
      const tenant = await readTenant(viewer);
      const names = (servers ?? []).map((key) => `${tenant.key}/${key}`);
      const tested: TestedConnection[] = [];
      await testConnections(chooseConnections(connectionsOf(tenant), names), secrets, (one) => {
        tested.push(one);
      });
      return { connections: tested.map(toConnectionTest) };
    },
  };

  async function readTenant({ tenantId }: Viewer): Promise<StoredTenant> {
    const row = await db.kysely
      .selectFrom('tenant')
      .select('key')
      .where('id', '=', tenantId)
      .executeTakeFirst();
    const tenant = row && (await readStoredTenant(db.kysely, row.key));
    if (!tenant) throw new ExpectedError('not-found', 'The tenant is not configured any more.');
    return tenant;
  }
}
