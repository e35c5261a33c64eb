import { z } from 'zod';
import { draft, draftAttachment, draftContent, draftKind } from '../domain/draft.ts';
import { attachmentId, draftId, interactionId, mailId, serviceGroupId } from '../domain/ids.ts';
import { outgoing } from '../domain/outgoing.ts';
import { bytes } from '../domain/scalars.ts';
import { operation } from '../operation.ts';

export const openDraft = operation({
  method: 'POST',
  path: '/api/drafts',
  summary:
    'The open draft of an interaction that I hold, or a fresh one: recipients, subject, quote, signature and the default template filled in',
  access: 'agent',
  input: z.object({
    interactionId,
    epoch: z.int(),
    kind: draftKind.exclude(['new']),
    /** The mail answered; by default the newest inbound one. */
    mailId: mailId.optional(),
  }),
  output: draft,
  errors: ['not-found', 'lease-lost', 'no-sender-address', 'too-many-recipients'],
});

export const startMail = operation({
  method: 'POST',
  path: '/api/drafts/new',
  summary: "A new mail from a service group's address (M16)",
  access: 'agent',
  input: z.object({ groupId: serviceGroupId }),
  output: draft,
  errors: ['not-allowed', 'no-sender-address'],
});

export const listDrafts = operation({
  method: 'GET',
  path: '/api/drafts',
  summary: 'My open drafts, newest first',
  access: 'agent',
  input: z.object({}),
  output: z.object({ drafts: z.array(draft) }),
  errors: [],
});

export const readDraft = operation({
  method: 'GET',
  path: '/api/drafts/{id}',
  summary: 'One draft',
  access: 'agent',
  input: z.object({ id: draftId }),
  output: draft,
  errors: ['not-found'],
});

export const saveDraft = operation({
  method: 'PUT',
  path: '/api/drafts/{id}',
  summary:
    'Save a version. When `baseRevision` is not the current one the text is kept as a conflicting version and nothing is overwritten',
  access: 'agent',
  input: z.object({ id: draftId, baseRevision: z.int(), content: draftContent }),
  output: draft,
  errors: ['not-found', 'lease-lost', 'draft-conflict', 'bad-address'],
});

export const discardDraft = operation({
  method: 'DELETE',
  path: '/api/drafts/{id}',
  summary: 'Discard a draft; its versions stay in the audit for the retention time',
  access: 'agent',
  input: z.object({ id: draftId }),
  output: z.object({}),
  errors: ['not-found', 'lease-lost'],
});

export const attachToDraft = operation({
  method: 'POST',
  path: '/api/drafts/{id}/attachments',
  summary: 'Attach a file, or with `inline` an image that the text shows by `cid:`',
  access: 'agent',
  input: z.object({
    id: draftId,
    name: z.string().min(1).max(255),
    type: z.string().max(255),
    inline: z.enum(['true', 'false']).default('false'),
    bytes,
  }),
  output: draftAttachment,
  errors: ['not-found', 'lease-lost', 'too-large'],
  bytes: 'request',
});

export const detachFromDraft = operation({
  method: 'DELETE',
  path: '/api/drafts/{id}/attachments/{attachment}',
  summary: 'Take an attachment off a draft',
  access: 'agent',
  input: z.object({ id: draftId, attachment: attachmentId }),
  output: z.object({}),
  errors: ['not-found', 'lease-lost'],
});

export const readDraftAttachment = operation({
  method: 'GET',
  path: '/api/drafts/{id}/attachments/{attachment}',
  summary: 'The bytes of a file attached to a draft',
  access: 'agent',
  input: z.object({ id: draftId, attachment: attachmentId }),
  output: bytes,
  errors: ['not-found'],
  bytes: 'response',
});

export const sendDraft = operation({
  method: 'POST',
  path: '/api/drafts/{id}/send',
  summary:
    'Send: the Message-ID is fixed, the mail queued for the group’s undo time, the interaction closed. Repeating the call gives the same answer and sends nothing more',
  access: 'agent',
  input: z.object({
    id: draftId,
    revision: z.int(),
    acceptUnresolved: z.boolean().default(false),
    /** Send although the text holds responses that are no longer offered. */
    acceptExpired: z.boolean().default(false),
    /** Send although the customer has written again since the mail that it answers. */
    acceptWrittenAgain: z.boolean().default(false),
  }),
  output: outgoing,
  errors: [
    'not-found',
    'lease-lost',
    'draft-conflict',
    'no-recipient',
    'bad-address',
    'no-sender-address',
    'unresolved-identifiers',
    /** `detail.responses`: their names, a line each. */
    'expired-responses',
    /** `detail.sender` and `detail.beginning`: who wrote again, and what. */
    'written-again',
  ],
});
