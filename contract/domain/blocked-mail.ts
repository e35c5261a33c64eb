import { z } from 'zod';
import { interactionId, mailId, serviceGroupId } from './ids.ts';
import { readAddress } from './mail-address.ts';
import { instant } from './scalars.ts';

/** Why a mail was kept back (B3). */
export const blockedReason = z.object({
  /** Name of the blocked list. */
  list: z.string(),
  /** The entry: an address, `*@domain`, or another pattern. */
  email: z.string(),
  notes: z.string(),
  /** The address of the mail that fits it, and where it stands. */
  matched: z.object({ address: z.string(), header: z.string() }),
});
export type BlockedReason = z.infer<typeof blockedReason>;

/** A mail that was kept back, and what became of it. */
export const blockedMail = z.object({
  mailId,
  /** Where it would have gone, and goes when it is released. */
  group: z.object({ id: serviceGroupId, name: z.string() }),
  reason: blockedReason,
  from: readAddress,
  subject: z.string(),
  blockedAt: instant,
  /** Null: it is still kept back. */
  released: z.object({ at: instant, by: z.string(), interactionId }).nullable(),
});
export type BlockedMail = z.infer<typeof blockedMail>;
