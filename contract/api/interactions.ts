import { z } from 'zod';
import { attachmentId, interactionId, mailId, serviceGroupId } from '../domain/ids.ts';
import { interaction, interactionList, interactionSummary } from '../domain/interaction.ts';
import { mailAddress } from '../domain/mail-address.ts';
import { bytes } from '../domain/scalars.ts';
import { operation } from '../operation.ts';

const held = z.object({ id: interactionId, epoch: z.int() });

export const listInteractions = operation({
  method: 'GET',
  path: '/api/interactions',
  summary:
    'My interactions, what waits in my groups, or what I closed; oldest place first, closed newest first',
  access: 'agent',
  input: z.object({
    list: interactionList,
    group: serviceGroupId.optional(),
    limit: z.coerce.number().int().min(1).max(5000).default(1000),
  }),
  output: z.object({ interactions: z.array(interactionSummary), total: z.int() }),
  errors: [],
});

export const readInteraction = operation({
  method: 'GET',
  path: '/api/interactions/{id}',
  summary: 'One interaction with its messages',
  access: 'agent',
  input: z.object({ id: interactionId }),
  output: interaction,
  errors: ['not-found'],
});

export const acceptOffer = operation({
  method: 'POST',
  path: '/api/interactions/{id}/accept',
  summary: 'Accept an offer; the interaction is open and mine',
  access: 'agent',
  input: held,
  output: interaction,
  errors: ['not-found', 'offer-gone'],
});

export const declineOffer = operation({
  method: 'POST',
  path: '/api/interactions/{id}/decline',
  summary: 'Decline an offer: back to its old place, and I become not ready',
  access: 'agent',
  input: held,
  output: interactionSummary,
  errors: ['not-found', 'offer-gone'],
});

export const pickInteraction = operation({
  method: 'POST',
  path: '/api/interactions/{id}/pick',
  summary: 'Take a waiting interaction out of the queue without an offer',
  access: 'agent',
  input: z.object({ id: interactionId }),
  output: interaction,
  errors: ['not-found', 'state-conflict'],
});

export const parkInteraction = operation({
  method: 'POST',
  path: '/api/interactions/{id}/park',
  summary: 'Put an open interaction aside; it stays mine and does not count against my capacity',
  access: 'agent',
  input: held,
  output: interactionSummary,
  errors: ['not-found', 'lease-lost', 'state-conflict'],
});

export const resumeInteraction = operation({
  method: 'POST',
  path: '/api/interactions/{id}/resume',
  summary: 'Open a parked interaction again',
  access: 'agent',
  input: held,
  output: interaction,
  errors: ['not-found', 'lease-lost', 'state-conflict'],
});

export const requeueInteraction = operation({
  method: 'POST',
  path: '/api/interactions/{id}/requeue',
  summary:
    'Give an open or parked interaction back to its queue, at its old place; the draft is kept for the next agent',
  access: 'agent',
  input: held.extend({ group: serviceGroupId.optional() }),
  output: interactionSummary,
  errors: ['not-found', 'lease-lost', 'state-conflict', 'not-allowed'],
});

export const closeInteraction = operation({
  method: 'POST',
  path: '/api/interactions/{id}/close',
  summary: 'Close without an answer',
  access: 'agent',
  input: held,
  output: interactionSummary,
  errors: ['not-found', 'lease-lost', 'state-conflict'],
});

export const reopenInteraction = operation({
  method: 'POST',
  path: '/api/interactions/{id}/reopen',
  summary: 'Take up a closed interaction again; a draft that was discarded with it comes back',
  access: 'agent',
  input: z.object({ id: interactionId }),
  output: interaction,
  errors: ['not-found', 'state-conflict'],
});

export const askExpert = operation({
  method: 'POST',
  path: '/api/interactions/{id}/expert',
  summary:
    'Send the customer’s newest mail with a question to an expert outside (G14). The interaction is parked; the answer comes into its draft and has it offered again',
  access: 'agent',
  input: held.extend({
    expert: mailAddress,
    /** Plain text, above the customer's mail. */
    question: z.string().max(20_000),
  }),
  output: interactionSummary,
  errors: ['not-found', 'lease-lost', 'state-conflict', 'bad-address', 'no-sender-address'],
});

export const readAttachment = operation({
  method: 'GET',
  path: '/api/mails/{mail}/attachments/{attachment}',
  summary: 'The bytes of an attachment, always as application/octet-stream',
  access: 'agent',
  input: z.object({ mail: mailId, attachment: attachmentId }),
  output: bytes,
  errors: ['not-found'],
  bytes: 'response',
});

export const readSource = operation({
  method: 'GET',
  path: '/api/mails/{mail}/source',
  summary: 'The raw bytes of a mail as received or sent',
  access: 'agent',
  input: z.object({ mail: mailId }),
  output: bytes,
  errors: ['not-found'],
  bytes: 'response',
});
