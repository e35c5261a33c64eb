import { z } from 'zod';
import { interactionId, mailId, threadChangeId } from '../domain/ids.ts';
import { interactionSummary } from '../domain/interaction.ts';
import { operation } from '../operation.ts';

const held = z.object({ id: interactionId, epoch: z.int() });

const changed = z.object({
  /** With which it can be taken back. */
  change: threadChangeId,
  /** Where the mails are now. */
  interaction: interactionSummary,
});

export const splitThread = operation({
  method: 'POST',
  path: '/api/interactions/{id}/split',
  summary: 'Give a mail of an interaction that I hold an interaction of its own, which is mine as well',
  access: 'agent',
  input: held.extend({ mail: mailId }),
  output: changed,
  errors: ['not-found', 'lease-lost', 'state-conflict'],
});

export const moveMail = operation({
  method: 'POST',
  path: '/api/interactions/{id}/move',
  summary:
    'Move a mail of an interaction that I hold into another one that is not closed; its holder is told',
  access: 'agent',
  input: held.extend({ mail: mailId, into: interactionId }),
  output: changed,
  errors: ['not-found', 'lease-lost', 'state-conflict'],
});

export const mergeThreads = operation({
  method: 'POST',
  path: '/api/interactions/{id}/merge',
  summary:
    'Put all mails of an interaction that I hold into another one that is not closed, and close the first; its holder is told',
  access: 'agent',
  input: held.extend({ into: interactionId }),
  output: changed,
  errors: ['not-found', 'lease-lost', 'state-conflict'],
});

export const answerThreadQuestion = operation({
  method: 'POST',
  path: '/api/interactions/{id}/question',
  summary:
    'Decide whether the mail of an interaction that I hold belongs to the thread that it is asked about: join it or keep it apart',
  access: 'agent',
  input: held.extend({ join: z.boolean() }),
  output: changed.extend({ change: threadChangeId.nullable() }),
  errors: ['not-found', 'lease-lost', 'state-conflict'],
});

export const undoThreadChange = operation({
  method: 'POST',
  path: '/api/thread-changes/{change}/undo',
  summary: 'Take back a split, move or merge of mine, as long as nobody has gone on from there',
  access: 'agent',
  input: z.object({ change: threadChangeId }),
  output: z.object({ interaction: interactionSummary }),
  errors: ['not-found', 'state-conflict'],
});

export const listMergeTargets = operation({
  method: 'GET',
  path: '/api/interactions/{id}/targets',
  summary:
    'Interactions of my groups that are not closed, those of the same customer first; at most 50 that hold every word',
  access: 'agent',
  input: z.object({
    id: interactionId,
    /** Parts of subject, sender's name, address, group or agent, whatever their case. */
    text: z.string().max(200).default(''),
  }),
  output: z.object({ interactions: z.array(interactionSummary) }),
  errors: ['not-found'],
});
