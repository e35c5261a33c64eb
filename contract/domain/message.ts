import { z } from 'zod';
import { mailAuthentication } from './authentication.ts';
import { blockedReason } from './blocked-mail.ts';
import { attachmentId, mailId } from './ids.ts';
import { readAddress } from './mail-address.ts';
import { mailKind } from './mail-kind.ts';
import { instant } from './scalars.ts';

export const attachment = z.object({
  id: attachmentId,
  /** As the sender named it, cleaned of path parts, control and bidirectional-override characters. */
  name: z.string(),
  /** As the sender declared it; hostile, never used to open anything. */
  type: z.string(),
  /** Bytes. */
  size: z.int(),
  /** Without angle brackets; null when it has none. */
  contentId: z.string().nullable(),
  /** True if the HTML shows it by `cid:`. */
  inline: z.boolean(),
});
export type Attachment = z.infer<typeof attachment>;

/** One mail, read. All text is hostile. */
export const message = z.object({
  id: mailId,
  direction: z.enum(['in', 'out']),
  from: readAddress,
  replyTo: z.array(readAddress),
  to: z.array(readAddress),
  cc: z.array(readAddress),
  subject: z.string(),
  /** The Date header; null when absent or unreadable. */
  date: instant.nullable(),
  receivedAt: instant,
  messageId: z.string().nullable(),
  /** The plain text: the text part, or derived from the HTML. */
  text: z.string(),
  /** What the sender wrote anew, without quotes and signature; absent where that is all of `text`, or is not known. */
  replyText: z.string().optional(),
  /** Unsanitised HTML; null for plain mail. */
  html: z.string().nullable(),
  attachments: z.array(attachment),
  /** What was found out about the mail, by the keys of the field: `_AttachmentFileNames` (G7) and others. */
  attachedData: z.record(z.string(), z.string()),
  /** Whether it is from whom it says; null for mail of our own, and for mail taken in before this was looked at. */
  authentication: mailAuthentication.nullable(),
  /** Why a blocked list kept it back, and whether it was let through since; missing: none did. */
  blocked: blockedReason.extend({ at: instant, isReleased: z.boolean() }).optional(),
  /** Absent for a message of a person. */
  kind: mailKind.optional(),
  /** A question to an expert outside, or the answer (G14); absent for what the customer wrote or got. */
  expert: z.enum(['question', 'answer']).optional(),
  /** What was wrong with the mail, each a sentence. */
  problems: z.array(z.string()),
});
export type Message = z.infer<typeof message>;
