import { z } from 'zod';
import { agent, presence, serviceGroup } from '../domain/agent.ts';
import { culture, instant } from '../domain/scalars.ts';
import { operation } from '../operation.ts';

export const me = z.object({
  agent,
  groups: z.array(serviceGroup),
  presence,
  tenant: z.object({ key: z.string(), name: z.string(), culture, notReadyReasons: z.array(z.string()) }),
  /** The newest event; subscribe from here. */
  revision: z.int(),
});
export type Me = z.infer<typeof me>;

export const about = operation({
  method: 'GET',
  path: '/api/about',
  summary: 'Version, and the accounts of the demonstration where this is one',
  access: 'public',
  input: z.object({}),
  output: z.object({
    product: z.literal('postroom'),
    version: z.string(),
    /** Null outside the demonstration. The password is the same for all. */
    demonstration: z
      .object({
        password: z.string(),
        accounts: z.array(z.object({ login: z.string(), name: z.string(), groups: z.array(z.string()) })),
        smtp: z.object({ host: z.string(), port: z.int(), addresses: z.array(z.string()) }),
        /** Where the mail that the demonstration sends ends up: a folder of .eml files, and a page that lists them. */
        sink: z.object({ folder: z.string(), url: z.string() }),
      })
      .nullable(),
  }),
  errors: [],
});

export const signIn = operation({
  method: 'POST',
  path: '/api/session',
  summary: 'Sign in; the token expires and is renewed by use',
  access: 'public',
  input: z.object({
    tenant: z.string().max(100).optional(),
    login: z.string().min(1).max(200),
    password: z.string().min(1).max(1000),
  }),
  output: z.object({ token: z.string(), expiresAt: instant, me }),
  errors: ['wrong-credentials', 'too-many-attempts'],
});

export const readMe = operation({
  method: 'GET',
  path: '/api/session',
  summary: 'Who is signed in',
  access: 'agent',
  input: z.object({}),
  output: me,
  errors: [],
});

export const signOut = operation({
  method: 'DELETE',
  path: '/api/session',
  summary: 'Sign out; presence becomes offline, offers go back',
  access: 'agent',
  input: z.object({}),
  output: z.object({}),
  errors: [],
});

export const setPresence = operation({
  method: 'PUT',
  path: '/api/presence',
  summary: 'Become ready, or not ready with a reason',
  access: 'agent',
  input: z.object({ state: z.enum(['ready', 'not-ready']), reason: z.string().max(100).nullable() }),
  output: presence,
  errors: [],
});
