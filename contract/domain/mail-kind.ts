import { z } from 'zod';
import { mailId } from './ids.ts';
import { instant } from './scalars.ts';

/**
 * What a mail is: a person's message; a report that a mail could not be delivered (InboundNDR, G10); another delivery
 * report (InboundReport, G11); a read receipt (InboundDisposition, G12); an automatic reply (RFC 3834); a complaint
 * that a mail was marked as spam (RFC 5965); a message wrapped around one that could not be read (G8).
 */
export const mailKind = z.enum([
  'message',
  'ndr',
  'report',
  'disposition',
  'auto-reply',
  'feedback',
  'wrapped',
]);
export type MailKind = z.infer<typeof mailKind>;

/** What became of a mail: RFC 3464 §2.3.3, the dispositions of RFC 8098 §3.2.6, and a complaint about it. */
export const deliveryAction = z.enum([
  'failed',
  'delayed',
  'delivered',
  'relayed',
  'expanded',
  'displayed',
  'deleted',
  'complained',
]);
export type DeliveryAction = z.infer<typeof deliveryAction>;

/** Why a mail failed or waits; `unknown` where nobody said. */
export const failureCause = z.enum([
  'mailbox-full',
  'unknown-address',
  'unknown-domain',
  'bad-address',
  'moved',
  'mailbox-closed',
  'too-large',
  'spam',
  'virus',
  'blocked',
  'authentication',
  'not-allowed',
  'unreachable',
  'expired',
  'loop',
  'too-many',
  'try-later',
  'bad-content',
  'encryption',
  'server-error',
  'unknown',
]);
export type FailureCause = z.infer<typeof failureCause>;

/** What one return message says of one recipient. Addresses and words of servers are hostile. */
export const deliveryReport = z.object({
  /** The address that the mail was for; empty where the return message names none. */
  recipient: z.string(),
  action: deliveryAction,
  /** RFC 3463, such as `5.2.2`; null where there is none. */
  status: z.string().nullable(),
  /** The server's words; empty without. */
  diagnostic: z.string(),
  /** The server that said so; null where unknown. */
  remoteMta: z.string().nullable(),
  /** True: nobody tries again. False: delayed, or already where it should be. */
  final: z.boolean(),
  /** Null unless it failed or waits. */
  cause: failureCause.nullable(),
  /** In the agent's words. */
  reason: z.object({ en: z.string(), fr: z.string() }),
});
export type DeliveryReport = z.infer<typeof deliveryReport>;

/** What filters on the way said of a mail. */
export const spamMark = z.object({
  /** True if any of them called it spam. */
  flagged: z.boolean(),
  /** In the filter's own measure; null where it gave none. */
  score: z.number().nullable(),
  /** The header field that says so. */
  source: z.string(),
});
export type SpamMark = z.infer<typeof spamMark>;

/** One line of an outgoing mail's timeline: what a return message said of one recipient, and when it came. */
export const deliveryEvent = deliveryReport.omit({ reason: true, remoteMta: true }).extend({
  at: instant,
  /** The return message. */
  mailId,
});
export type DeliveryEvent = z.infer<typeof deliveryEvent>;

/** Why a work item was made of a return message. */
export const failedDelivery = deliveryReport.pick({ recipient: true, status: true, cause: true });
export type FailedDelivery = z.infer<typeof failedDelivery>;
