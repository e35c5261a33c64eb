import { z } from 'zod';
import { presence } from './domain/agent.ts';
import { agentId, draftId, interactionId } from './domain/ids.ts';
import { interactionSummary } from './domain/interaction.ts';
import { mailWarning } from './domain/mail-warning.ts';
import { outgoing } from './domain/outgoing.ts';

/**
 * What the backend pushes over `GET /api/events?since=<revision>` (WebSocket, bearer token in Authorization; a
 * foreign Origin is refused). Each event carries a whole small snapshot and the revision that it brings the reader
 * to; revisions rise strictly per tenant. After a reconnect the missed ones are replayed, or `reset` says that they
 * are no longer kept and everything must be read again.
 */
const revision = z.int();
export const realtimeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), revision }),
  z.object({ type: z.literal('reset'), revision }),
  z.object({ type: z.literal('interaction.changed'), revision, interaction: interactionSummary }),
  /** It left what this agent may see. */
  z.object({ type: z.literal('interaction.gone'), revision, interactionId }),
  z.object({ type: z.literal('presence.changed'), revision, agentId, presence }),
  z.object({ type: z.literal('outgoing.changed'), revision, outgoing }),
  z.object({ type: z.literal('draft.changed'), revision, draftId, draftRevision: z.int(), author: agentId }),
  z.object({ type: z.literal('dictionaries.changed'), revision }),
  z.object({ type: z.literal('responses.changed'), revision }),
  /** Everything that somebody should look at, each time that something comes or goes. */
  z.object({ type: z.literal('mail-warnings.changed'), revision, warnings: z.array(mailWarning) }),
  /** The session ended: signed out elsewhere or expired. */
  z.object({ type: z.literal('session.ended'), revision }),
]);
export type RealtimeEvent = z.infer<typeof realtimeEvent>;
