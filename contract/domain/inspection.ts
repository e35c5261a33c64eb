import { z } from 'zod';
import { mailAuthentication } from './authentication.ts';
import { readAddress } from './mail-address.ts';
import { deliveryReport, mailKind, spamMark } from './mail-kind.ts';
import { ruleOutcome } from './rule.ts';
import { instant, sha256 } from './scalars.ts';

/** How Postroom reads one mail: the line that `postroom inspect --json` prints for each file. */
export const inspection = z.object({
  /** The file as named on the command line; `-` for standard input. */
  file: z.string(),
  /** False only if not even a wrapping message could be made of it, for instance because the file cannot be opened. */
  ok: z.boolean(),
  /** Null when the mail names no sender. */
  from: readAddress.nullable(),
  to: z.array(readAddress),
  cc: z.array(readAddress),
  /** Null when there is no Subject header. */
  subject: z.string().nullable(),
  date: instant.nullable(),
  /** Without angle brackets; null when absent. */
  messageId: z.string().nullable(),
  /** The text of the text part or parts; derived from the HTML where there is none. */
  text: z.string(),
  html: z.string().nullable(),
  /** What the sender wrote anew: `text` without quoted mail and signature; all of it where nothing else would be left. */
  replyText: z.string(),
  attachments: z.array(
    z.object({
      name: z.string().nullable(),
      type: z.string(),
      /** Bytes, decoded. */
      size: z.int(),
      sha256,
      contentId: z.string().nullable(),
      inline: z.boolean(),
    }),
  ),
  /** What the mail is; `message` also for a file that is none. */
  kind: mailKind,
  /** What it says of each recipient of an earlier mail; empty unless it is a return message. */
  deliveryReports: z.array(deliveryReport),
  /** What filters on the way said; null if none did. */
  spam: spamMark.nullable(),
  /** What was found out about the mail, by the keys of the field: `_AttachmentFileNames` (G7) and others. */
  attachedData: z.record(z.string(), z.string()),
  /** Whether it is from whom it says; null when there is no mail. */
  authentication: mailAuthentication.nullable(),
  /** ISO 639-1, null where unknown. */
  language: z.string().nullable(),
  /** Names; null when no configuration was given or none fitted (then `serviceGroup` is "unrouted"). */
  serviceAccess: z.string().nullable(),
  serviceGroup: z.string().nullable(),
  /** Why that service access and group. */
  why: z.string(),
  /** The rules that fired, in their order; with `--explain` all that were asked. */
  rules: z.array(ruleOutcome),
  /** What was wrong with the mail, each a sentence; empty for a sound one. */
  problems: z.array(z.string()),
});
export type Inspection = z.infer<typeof inspection>;
