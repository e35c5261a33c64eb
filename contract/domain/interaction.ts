import { z } from 'zod';
import { agentId, draftId, interactionId, mailId, serviceAccessId, serviceGroupId } from './ids.ts';
import { readAddress } from './mail-address.ts';
import { failedDelivery, mailKind } from './mail-kind.ts';
import { message } from './message.ts';
import { outgoing } from './outgoing.ts';
import { ruleOutcome } from './rule.ts';
import { instant } from './scalars.ts';
import { mailThreading, threadingQuestion } from './threading.ts';

/**
 * queued ──assign──► offered ──accept──► open ◄──resume── parked
 *   ▲                  │                  │ ──park──►
 *   └──decline/expire──┘                  ├──requeue──► queued (at its old place, draft kept)
 *                                         └──close / reply sent──► closed
 */
export const interactionState = z.enum(['queued', 'offered', 'open', 'parked', 'closed']);
export type InteractionState = z.infer<typeof interactionState>;

/** What an expert outside was asked about it (G14). */
export const expertQuestion = z.object({
  expert: readAddress,
  askedAt: instant,
  /** When the answer came into the draft; null: it is waited for. */
  answeredAt: instant.nullable(),
});
export type ExpertQuestion = z.infer<typeof expertQuestion>;

/** A row of a list. */
export const interactionSummary = z.object({
  id: interactionId,
  state: interactionState,
  /** Lease epoch: rises with each change of holder; every write of the holder names it. */
  epoch: z.int(),
  group: z.object({ id: serviceGroupId, name: z.string() }),
  /** Who holds it while offered, open or parked. */
  agent: z.object({ id: agentId, name: z.string() }).nullable(),
  from: readAddress,
  subject: z.string(),
  /** Up to 200 characters of the text, without quotes. */
  preview: z.string(),
  /** ISO 639-1 code of the detected language; null where there was too little text. */
  language: z.string().nullable(),
  /** When the mail reached Postroom. */
  receivedAt: instant,
  /** Its place in the queue; unchanged by declined offers. */
  enqueuedAt: instant,
  /** Set while offered. */
  offerExpiresAt: instant.nullable(),
  priority: z.int(),
  attachmentCount: z.int(),
  /** Its newest mail that came in, but for experts' answers: another one than before means that the customer wrote again. */
  newestMailId: mailId.nullable().optional(),
  /** How many mails it has, in and out. */
  mailCount: z.int().optional(),
  /** What a person wrote last into it, where that is another mail than the one that it began with. */
  newest: z.object({ from: readAddress, at: instant, preview: z.string() }).optional(),
  /** The open draft on it, whoever wrote it. */
  draftId: draftId.nullable(),
  /** Set by rules. */
  tags: z.array(z.string()).default([]),
  /** Absent for a message of a person. */
  kind: mailKind.optional(),
  /** Present where a mail of ours could not be delivered and somebody has to see to it. */
  delivery: failedDelivery.optional(),
  /** The question that is waited for, else the last one; absent where nobody was asked. */
  expert: expertQuestion.optional(),
  /** Why the mail could not be read, in words; null when it could. */
  problem: z.string().nullable(),
});
export type InteractionSummary = z.infer<typeof interactionSummary>;

/** Why this mail is where it is. */
export const routingReason = z.object({
  /** Null: no service access fitted, so the group is "unrouted". */
  serviceAccess: z.object({ id: serviceAccessId, name: z.string(), address: z.string() }).nullable(),
  /** The recipient that fitted and the header it was read from; null when none did. */
  matched: z.object({ address: z.string(), header: z.string() }).nullable(),
  /** A sentence for a person. */
  explanation: z.string(),
  /** The rules that fired, in their order. */
  rules: z.array(ruleOutcome).optional(),
});
export type RoutingReason = z.infer<typeof routingReason>;

/** What surrounds the mails of an interaction. */
export const interactionThread = z.object({
  /** Mails of earlier interactions of the thread, oldest first. */
  earlier: z.array(message),
  /** Why those mails are here that did not begin it. */
  reasons: z.array(mailThreading),
  /** Another interaction that it may belong to; null: nothing is asked. */
  question: threadingQuestion.nullable(),
});

/** An interaction as its reader sees it. */
export const interaction = interactionSummary.extend({
  /** Oldest first; inbound and outbound. */
  messages: z.array(message),
  /** Absent where it stands alone. */
  thread: interactionThread.optional(),
  routing: routingReason,
  outgoing: z.array(outgoing),
});
export type Interaction = z.infer<typeof interaction>;

/** What lists what: mine (offered, open, parked to me), a group's waiting mail, recently closed by me. */
export const interactionList = z.enum(['mine', 'waiting', 'closed']);
export type InteractionList = z.infer<typeof interactionList>;
