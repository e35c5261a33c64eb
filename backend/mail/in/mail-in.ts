import { watchConfiguration } from '../configuration-changes.ts';
import { effectiveIncoming } from '../effective-settings.ts';
import type { SessionLocks } from '../session-locks.ts';
import { type MailboxReader, shortestLockInterval, startMailboxReader } from './mailbox-reader.ts';
import { type BeginningLimits, limitBeginnings, usualBeginnings } from './beginnings.ts';
import type { MailboxServer, MailboxTools } from './mailbox-session.ts';

export interface MailIn {
  /** Resolves when all mailboxes have been given free. */
  readonly stop: () => Promise<void>;
}

/**
 * Reads the mailboxes of all tenants: one reader for each mail server with incoming settings (M1, M12), started,
 * stopped and started anew as the configuration changes, which is announced on `configurationChannel`.
 */
export function startMailIn(
  tools: MailboxTools & { readonly locks: SessionLocks },
  limits: BeginningLimits = usualBeginnings,
): MailIn {
  const stopping = new AbortController();
  const beginnings = limitBeginnings(limits);
  const readers = new Map<string, { readonly settings: string; readonly reader: MailboxReader }>();

  /** A backend that stands by for a thousand mailboxes asks for a hundred of their locks a second, not for all. */
  const lockInterval = (): number => Math.max(shortestLockInterval, readers.size * 10);

  async function followConfiguration(): Promise<void> {
    const servers = await readServers(tools);
    for (const [id, { settings, reader }] of readers) {
      const wanted = servers.find((server) => server.id === id);
      if (wanted && describeSettings(wanted) === settings) continue;
      readers.delete(id);
      await reader.stop();
    }
    for (const server of servers) {
      if (readers.has(server.id) || stopping.signal.aborted) continue;
      readers.set(server.id, {
        settings: describeSettings(server),
        reader: startMailboxReader(tools, server, lockInterval, beginnings),
      });
    }
  }

  const watching = watchConfiguration(
    tools.db,
    followConfiguration,
    (error) => tools.log.warn({ err: error }, 'the mail servers could not be read; trying again'),
    stopping.signal,
  );
  return {
    async stop() {
      stopping.abort();
      await watching;
      await Promise.all([...readers.values()].map(({ reader }) => reader.stop()));
    },
  };
}

function describeSettings(server: MailboxServer): string {
  return JSON.stringify([server.key, server.incoming]);
}

async function readServers({ db }: MailboxTools): Promise<readonly MailboxServer[]> {
  const rows = await db.kysely
    .selectFrom('mail_server')
    .innerJoin('tenant', 'tenant.id', 'mail_server.tenant_id')
    .select([
      'mail_server.id',
      'mail_server.tenant_id',
      'mail_server.key',
      effectiveIncoming().as('incoming'),
    ])
    .where('mail_server.removed_at', 'is', null)
    .where('mail_server.incoming', 'is not', null)
    .orderBy('mail_server.id')
    .execute();
  return rows.flatMap((row) =>
    row.incoming === null
      ? []
      : [{ id: row.id, tenantId: row.tenant_id, key: row.key, incoming: row.incoming }],
  );
}
