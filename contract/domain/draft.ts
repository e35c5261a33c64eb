import { z } from 'zod';
import { agentId, attachmentId, draftId, interactionId, mailId, serviceGroupId } from './ids.ts';
import { mailAddress } from './mail-address.ts';
import { culture, instant } from './scalars.ts';

export const draftKind = z.enum(['reply', 'reply-all', 'forward', 'new']);
export type DraftKind = z.infer<typeof draftKind>;

/** A recipient and where it came from, so that nobody answers a person they did not mean to. */
export const recipient = mailAddress.extend({
  source: z.enum(['reply-to', 'from', 'to', 'cc', 'typed']),
});
export type Recipient = z.infer<typeof recipient>;

/** In each of To, Cc and Bcc. */
export const mostRecipients = 500;

/** Everything a person edits. `html` is the editor's document; the plain part is derived when sending. */
export const draftContent = z.object({
  to: z.array(recipient).max(mostRecipients),
  cc: z.array(recipient).max(mostRecipients),
  bcc: z.array(recipient).max(mostRecipients),
  /** A tab, as pasted from a table, would not pass a mail header. */
  subject: z
    .string()
    .max(2000)
    .overwrite((subject) => subject.replaceAll('\t', ' ')),
  html: z.string().max(5_000_000),
  culture,
  /** Set once the author has made another kind of answer of it; the draft becomes that kind. */
  becomes: draftKind.exclude(['new']).optional(),
});
export type DraftContent = z.infer<typeof draftContent>;

export const draftAttachment = z.object({
  id: attachmentId,
  name: z.string(),
  type: z.string(),
  size: z.int(),
  /** For an image in the text: the `cid:` it is shown by; null for an attached file. */
  contentId: z.string().nullable(),
});
export type DraftAttachment = z.infer<typeof draftAttachment>;

export const draft = draftContent.extend({
  id: draftId,
  kind: draftKind,
  interactionId: interactionId.nullable(),
  /** The mail it answers or forwards; null for new mail. */
  mailId: mailId.nullable(),
  groupId: serviceGroupId,
  /** Chosen by M16; the agent sees it and cannot change it for a reply. */
  from: mailAddress,
  author: agentId,
  /** Rises with each saved version. */
  revision: z.int(),
  attachments: z.array(draftAttachment),
  updatedAt: instant,
});
export type Draft = z.infer<typeof draft>;
