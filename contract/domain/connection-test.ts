import { z } from 'zod';

/** How far a connection came before it failed. */
export const connectionStep = z.enum([
  'settings', // a secret or file that the configuration names is not there
  'token', // no OAuth token was to be had
  'proxy',
  'name', // the host's name has no address
  'connect',
  'encrypt',
  'sign-in',
  'mailbox', // a folder, or the permission to read or send
  'mail', // anything later
]);

/** What came of connecting to a mail server and signing in as the backend does (M11). Holds no secret. */
export const connectionTest = z.object({
  /** Key of the mail server. */
  server: z.string(),
  direction: z.enum(['incoming', 'outgoing']),
  protocol: z.enum(['imap', 'pop3', 'smtp', 'graph', 'ews']),
  host: z.string(),
  port: z.int(),
  result: z.discriminatedUnion('works', [
    z.object({
      works: z.literal(true),
      /** What was found, for a person. */
      found: z.string(),
      /** What is not as configured, each a sentence. */
      remarks: z.array(z.string()),
    }),
    z.object({
      works: z.literal(false),
      step: connectionStep,
      /** What is wrong, with the server's own words where it said some. */
      sentence: z.string(),
      /** What to do about it. */
      mend: z.string(),
      /** Trying again cannot help before somebody has changed something. */
      lasting: z.boolean(),
    }),
  ]),
});
export type ConnectionTest = z.infer<typeof connectionTest>;
