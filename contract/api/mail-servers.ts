import { z } from 'zod';
import { connectionTest } from '../domain/connection-test.ts';
import { mailWarning } from '../domain/mail-warning.ts';
import { operation } from '../operation.ts';

export const listMailWarnings = operation({
  method: 'GET',
  path: '/api/mail-warnings',
  summary: 'The tenant’s mail servers that somebody should look at: failing, out of contact, unusually quiet',
  access: 'agent',
  input: z.object({}),
  output: z.object({ warnings: z.array(mailWarning) }),
  errors: [],
});

export const testMailServers = operation({
  method: 'POST',
  path: '/api/mail-servers/test',
  summary:
    'Connect to the tenant’s mail servers, incoming and outgoing, and sign in as the backend does; nothing is changed and nothing sent (M11)',
  access: 'administrator',
  input: z.object({
    /** Keys; default: all. */
    servers: z.array(z.string().max(63)).max(100).optional(),
  }),
  output: z.object({ connections: z.array(connectionTest) }),
  errors: ['not-found'],
});
