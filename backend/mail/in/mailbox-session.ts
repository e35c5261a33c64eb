import type { Logger } from 'pino';
import type { IncomingServer } from '../../../contract/domain/mail-server.ts';
import type { TenantId } from '../../../contract/domain/ids.ts';
import type { Database } from '../../db/database.ts';
import type { MailServerId } from '../../db/configured-tables.ts';
import type { ConnectionSecrets } from '../connection-secrets.ts';

/** A configured server whose mailbox is read. */
export interface MailboxServer<Settings extends IncomingServer = IncomingServer> {
  readonly id: MailServerId;
  readonly tenantId: TenantId;
  /** As the configuration calls it. */
  readonly key: string;
  /** With the tenant's proxy where it has none of its own. */
  readonly incoming: Settings;
}

export interface MailboxTools {
  readonly db: Database;
  readonly secrets: ConnectionSecrets;
  readonly log: Logger;
}

/**
 * Reads one mailbox by one protocol, from sign-in until it breaks or the signal aborts. One that returns without
 * either is begun anew at once.
 * @param onCaughtUp called whenever all that was there is safe; `problem` says what is not as configured
 * @throws what broke the connection, or kept a mail from being stored
 */
export type MailboxSession<Settings extends IncomingServer> = (
  tools: MailboxTools,
  server: MailboxServer<Settings>,
  signal: AbortSignal,
  onCaughtUp: (problem: string | null) => Promise<void>,
) => Promise<void>;
