import { z } from 'zod';
import { interactionId, mailId } from './ids.ts';

/**
 * Why a mail lies in an interaction, most certain first. token: it answers a Message-ID of ours, whose signature names
 * the interaction. reference: it answers a mail of the thread. subject: the same customer wrote with the same subject
 * some days ago. person: an agent put it there.
 */
export const threadingRule = z.enum(['token', 'reference', 'subject', 'person']);

export const threading = z.object({
  rule: threadingRule,
  /** What fitted: a Message-ID, a subject, or who put it there. */
  evidence: z.string(),
});
export type Threading = z.infer<typeof threading>;

/** Why nobody put a mail where it seems to belong. */
export const threadingDoubt = z.enum([
  'unknown-sender', // nobody in the thread has this address
  'changed-subject',
  'forged-sender',
  'other-group', // it was written to an address of another service group
]);
export type ThreadingDoubt = z.infer<typeof threadingDoubt>;

/** A mail may belong to another interaction; an agent decides. */
export const threadingQuestion = threading.extend({
  interactionId,
  subject: z.string(),
  doubts: z.array(threadingDoubt).min(1),
});
export type ThreadingQuestion = z.infer<typeof threadingQuestion>;

/** The mail of an interaction, and why it is there. */
export const mailThreading = threading.extend({ mailId });
