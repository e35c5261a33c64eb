import { z } from 'zod';
import { agentId, draftId, interactionId, mailId, outgoingId } from './ids.ts';
import { readAddress } from './mail-address.ts';
import { deliveryEvent } from './mail-kind.ts';
import { instant } from './scalars.ts';

/**
 * queued ──undo──► withdrawn
 *   │ claim
 *   ▼
 * sending ──last byte handed over, not yet acknowledged──► data-sent ──250──► accepted
 *   │ 4xx, connect error: back to queued, later              │
 *   │ 5xx: rejected                                          └──no answer, process killed──► uncertain
 *
 * An uncertain one is never sent again by itself; a person says `accepted` or `queued`.
 */
export const outgoingState = z.enum([
  'queued',
  'sending',
  'data-sent',
  'accepted',
  'rejected',
  'uncertain',
  'withdrawn',
]);
export type OutgoingState = z.infer<typeof outgoingState>;

export const outgoing = z.object({
  id: outgoingId,
  /** Null, as the agent: sent automatically. */
  draftId: draftId.nullable(),
  interactionId: interactionId.nullable(),
  agentId: agentId.nullable(),
  /** The archived mail, from the moment of sending on. */
  mailId,
  state: outgoingState,
  /** Fixed before the first attempt. */
  messageId: z.string(),
  from: readAddress,
  to: z.array(readAddress),
  subject: z.string(),
  queuedAt: instant,
  /** Not sent before this instant: the undo time, or the next attempt. */
  notBefore: instant,
  attempts: z.int(),
  /** The server's words or ours, of the last attempt. */
  lastError: z.string().nullable(),
  /** Whether the copy lies in the mailbox's Sent folder; failing that never sends again. */
  sentCopy: z.enum(['none', 'pending', 'stored', 'failed']),
  /** What return messages said of it, oldest first; absent while there are none. */
  deliveries: z.array(deliveryEvent).optional(),
});
export type Outgoing = z.infer<typeof outgoing>;
