import { z } from 'zod';
import { automaticMailId, interactionId, mailId, outgoingId, serviceGroupId } from './ids.ts';
import { instant } from './scalars.ts';

export const automaticPurpose = z.enum(['confirmation', 'auto-reply', 'forward', 'chat-transcript']);
export type AutomaticPurpose = z.infer<typeof automaticPurpose>;

/** Why an automatic mail was not sent (RFC 3834 section 2), or what was amiss with one that was. */
export const automaticEvidence = z.object({
  rule: z.enum([
    'automatic', // a header marks the mail as automatic, as of a list, or as sent to many
    'null-sender', // the envelope names nobody to answer
    'no-reply', // the sender is a machine or wants no answer
    'own-address', // the sender is one of our own addresses
    'own-mail', // one of our own mails came back
    'blocked', // a blocked list keeps the mail back
    'thread', // the sender got an automatic mail in this thread today
    'sender', // the sender got as many today as the group allows
    'rate', // the sender got several within minutes: two machines answer each other
    'late', // the mail is older than a day: whoever wrote it expects no confirmation any more
    'hops', // the mail has passed too many servers
    'no-address', // there is no address to send to
    'no-sender', // the group has no address or server to send from, or no such template
    'date-format', // 30001: a chat transcript was sent with times in the default format
  ]),
  /** Name of the header, list or setting that says so. */
  source: z.string(),
  /** What stands there. Hostile. */
  value: z.string(),
  /** A sentence for a person. */
  says: z.string(),
});
export type AutomaticEvidence = z.infer<typeof automaticEvidence>;

/** An automatic mail of the ledger. */
export const automaticMail = z.object({
  id: automaticMailId,
  /** The mail that it answers or forwards; of a chat transcript itself. */
  mailId,
  interactionId: interactionId.nullable(),
  group: z.object({ id: serviceGroupId, name: z.string() }),
  purpose: automaticPurpose,
  /** Name of the rule that asked for it; of a confirmation `open` or `closed`; of a chat transcript its reference. */
  cause: z.string(),
  template: z.string().nullable(),
  /** Empty: there is nobody to send it to. */
  recipient: z.string(),
  subject: z.string(),
  state: z.enum(['planned', 'sent', 'suppressed']),
  evidence: z.array(automaticEvidence),
  createdAt: instant,
  outgoingId: outgoingId.nullable(),
  /** Who had it sent in spite of the evidence. */
  released: z.object({ at: instant, by: z.string() }).nullable(),
});
export type AutomaticMail = z.infer<typeof automaticMail>;

/** Something that was amiss with a chat transcript, as the source numbers it (G15). */
export const transcriptError = z.object({
  code: z.literal(30001),
  name: z.literal('CHAT_DATE_FORMAT_PARSE_ERROR'),
  message: z.string(),
});
