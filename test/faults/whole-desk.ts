import { user } from './intake-desk.ts';

/** A tenant with a mailbox whose mails are confirmed, a server to send by, and an agent. */
export function describeWholeDesk(
  imapPort: number,
  { host, port }: { readonly host: string; readonly port: number },
) {
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        templates: [{ name: 'Received', text: 'Thank you.' }],
        mailServers: [
          {
            key: 'main',
            incoming: {
              protocol: 'imap' as const,
              host: 'localhost',
              port: imapPort,
              security: 'none' as const,
              user,
              password: '${TEST_PASSWORD}',
            },
            outgoing: {
              protocol: 'smtp' as const,
              host,
              port,
              security: 'none' as const,
              sentCopy: false,
            },
          },
        ],
        serviceGroups: [{ key: 'help', name: 'Help', email: user, confirmation: { open: 'Received' } }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
        agents: [{ login: 'anna', firstName: 'Anna', lastName: 'Ek', groups: ['help'] }],
      },
    ],
  };
}
