import { z } from 'zod';
import { connectionTest } from '../domain/connection-test.ts';
import { operation } from '../operation.ts';

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
