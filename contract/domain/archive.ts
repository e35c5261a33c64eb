import { z } from 'zod';
import { interactionId, mailId } from './ids.ts';
import { readAddress } from './mail-address.ts';
import { instant } from './scalars.ts';

/** A mail found in the archive. */
export const archivedMail = z.object({
  id: mailId,
  interactionId: interactionId.nullable(),
  /** True: that interaction is closed, and may be taken up again. */
  isClosed: z.boolean(),
  direction: z.enum(['in', 'out']),
  from: readAddress,
  to: z.array(readAddress),
  subject: z.string(),
  preview: z.string(),
  at: instant,
  /** True: a blocked list keeps it back. */
  isBlocked: z.boolean().optional(),
});
export type ArchivedMail = z.infer<typeof archivedMail>;
