import type { Database } from '../../backend/db/database.ts';
import { user } from './intake-desk.ts';

export const afterStoring = { action: 'mark-seen' } as const;
/** The client's, by the name TEST_SECRET. */
export const clientSecret = 'c1ient+s3cret';
/** How long before its end a token is replaced. */
export const marginSeconds = 300;

/** Whether agents are warned that the authority refuses the client. */
export async function areWarned({ pool }: Database): Promise<boolean> {
  const { rows } = await pool.query(
    `select from mail_warning where reason = 'failing' and problem like '%invalid_client%'`,
  );
  return rows.length > 0;
}

/** What agents and administrators are still told that goes wrong; nothing at the end of a round. */
export async function describeWorries({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ readonly worry: string }>(
    `select direction || ' ' || state || ': ' || coalesce(problem, '') as worry from connection_health
       where state <> 'connected' or problem is not null
     union all select direction || ' is warned of: ' || problem from mail_warning`,
  );
  return rows.map(({ worry }) => worry).join('\n');
}

/** A tenant with a mailbox and a server to send by, both signed in to with a token for the client `app`. */
export function describeTokenDesk(authority: string, imapPort: number, smtpPort: number) {
  const account = {
    host: 'localhost',
    security: 'none' as const,
    user,
    connectTimeoutSeconds: 10,
    protocolTimeoutSeconds: 10,
    enableDebug: true,
    oauth: {
      tenantAuthority: authority,
      directoryId: 'desk.example',
      clientId: 'app',
      clientSecret: '${TEST_SECRET}',
      tokenExpiryMarginSeconds: marginSeconds,
    },
  };
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: [
          {
            key: 'main',
            incoming: {
              ...account,
              protocol: 'imap' as const,
              port: imapPort,
              pollSeconds: 1,
              warnAfterMinutes: 1,
              afterStoring,
            },
            outgoing: { ...account, protocol: 'smtp' as const, port: smtpPort, sentCopy: false },
          },
        ],
        serviceGroups: [{ key: 'help', name: 'Help', email: user }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
        agents: [{ login: 'anna', firstName: 'Anna', lastName: 'Ek', groups: ['help'] }],
      },
    ],
  };
}
