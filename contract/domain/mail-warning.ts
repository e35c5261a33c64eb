import { z } from 'zod';

/** A mail server that somebody should look at: mail may not be coming, or not be leaving. Holds no secret. */
export const mailWarning = z.object({
  /** Key of the mail server. */
  server: z.string(),
  direction: z.enum(['in', 'out']),
  reason: z.enum([
    'failing', // it does not let us in, for `warnAfterMinutes` or until a person mends it
    'no-contact', // nobody has spoken to it for `warnAfterMinutes`: no backend runs, or one hangs
    'quiet', // it does well, but no mail has come for far longer than ever
  ]),
  since: z.iso.datetime(),
  /** What is wrong and what to do, in sentences for people. */
  problem: z.string(),
});
export type MailWarning = z.infer<typeof mailWarning>;
