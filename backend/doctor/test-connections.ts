import type { ConnectionTest } from '../../contract/domain/connection-test.ts';
import type { IncomingServer, OutgoingServer } from '../../contract/domain/mail-server.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { StoredTenant } from '../configuration/stored-tenant.ts';
import type { ConnectionSecrets } from '../mail/connection-secrets.ts';
import { targetOf } from '../mail/connection-target.ts';
import type { ConnectionTrial } from '../mail/connection-trial.ts';
import { addTenantProxy } from '../mail/effective-settings.ts';
import { tryIncoming, tryOutgoing } from '../mail/try-connection.ts';
import { suggestName } from '../texts/nearest-name.ts';

/** One of the two sides of a configured mail server. */
export interface ConfiguredConnection {
  /** Key of the tenant. */
  readonly tenant: string;
  readonly serverId: string;
  /** Key of the server. */
  readonly server: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly settings: IncomingServer | OutgoingServer;
  readonly run: (secrets: ConnectionSecrets) => Promise<ConnectionTrial>;
}

export interface TestedConnection {
  readonly connection: ConfiguredConnection;
  readonly trial: ConnectionTrial;
}

/** The connections of the tenant's mail servers that are in use, each with the tenant's proxy where it has none. */
export function connectionsOf(tenant: StoredTenant): readonly ConfiguredConnection[] {
  return tenant.mailServers
    .filter((server) => !server.isRemoved)
    .flatMap(({ id, name, fields }): readonly ConfiguredConnection[] => {
      const common = { tenant: tenant.key, serverId: id, server: name };
      const incoming = fields.incoming && addTenantProxy(fields.incoming, tenant.tenant.proxy);
      const outgoing = fields.outgoing && addTenantProxy(fields.outgoing, tenant.tenant.proxy);
      return [
        ...(incoming
          ? [
              {
                ...common,
                direction: 'incoming' as const,
                settings: incoming,
                run: (secrets: ConnectionSecrets) => tryIncoming(incoming, secrets),
              },
            ]
          : []),
        ...(outgoing
          ? [
              {
                ...common,
                direction: 'outgoing' as const,
                settings: outgoing,
                run: (secrets: ConnectionSecrets) => tryOutgoing(outgoing, secrets),
              },
            ]
          : []),
      ];
    });
}

/**
 * Those of the named tenants (`acme`) and servers (`acme/main`); of all where nothing is named.
 * @throws not-found naming what there is not
 */
export function chooseConnections(
  connections: readonly ConfiguredConnection[],
  names: readonly string[],
): readonly ConfiguredConnection[] {
  const namesOf = ({ tenant, server }: ConfiguredConnection) => [tenant, `${tenant}/${server}`];
  const known = [...new Set(connections.flatMap(namesOf))];
  for (const name of names) {
    if (known.includes(name)) continue;
    const message = `There is no tenant or mail server “${name}”${suggestName(name, known)}.`;
    throw new ExpectedError('not-found', message, { server: name });
  }
  if (names.length === 0) return connections;
  return connections.filter((connection) => namesOf(connection).some((name) => names.includes(name)));
}

const atOnce = 8;

/** Tries connections, several at a time. @param report called for each, in their order, as soon as may be */
export async function testConnections(
  connections: readonly ConfiguredConnection[],
  secrets: ConnectionSecrets,
  report: (tested: TestedConnection) => void,
): Promise<void> {
  for (let at = 0; at < connections.length; at += atOnce) {
    const running = connections.slice(at, at + atOnce).map(async (connection) => ({
      connection,
      trial: await connection.run(secrets),
    }));
    for (const tested of running) report(await tested);
  }
}

/** In the words of the contract. */
export function toConnectionTest({ connection, trial }: TestedConnection): ConnectionTest {
  const { server, direction, settings } = connection;
  const { protocol, host, port } = targetOf(settings);
  const place = { server, direction, protocol, host, port };
  if (trial.works) {
    return { ...place, result: { works: true, found: trial.found, remarks: [...trial.remarks] } };
  }
  const { step, sentence, mend, lasting } = trial.problem;
  return { ...place, result: { works: false, step, sentence, mend, lasting } };
}
