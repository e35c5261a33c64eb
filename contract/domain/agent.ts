import { z } from 'zod';
import { agentId, serviceGroupId } from './ids.ts';
import { culture, instant } from './scalars.ts';

export const role = z.enum(['agent', 'team-lead', 'administrator']);
export type Role = z.infer<typeof role>;

export const agent = z.object({
  id: agentId,
  login: z.string(),
  name: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  roles: z.array(role),
  /** How many offered and open interactions the agent holds at most; parked ones do not count. */
  capacity: z.int().min(1),
  culture,
});
export type Agent = z.infer<typeof agent>;

export const serviceGroup = z.object({
  id: serviceGroupId,
  key: z.string(),
  name: z.string(),
  /** The address new mail is sent from; null: the group may not start mail (M16). */
  email: z.string().nullable(),
  culture,
  offerSeconds: z.int(),
  undoSeconds: z.int(),
});
export type ServiceGroup = z.infer<typeof serviceGroup>;

/**
 * ready ──offer declined or timed out──► not-ready ──agent──► ready
 *   ▲                                        ▲
 *   └── agent ── offline ── signs in ────────┘
 */
export const presence = z.object({
  state: z.enum(['ready', 'not-ready', 'offline']),
  /** A configured reason, or one Postroom sets: `signed-in`, `offer-declined`, `offer-timed-out`. Null when ready. */
  reason: z.string().nullable(),
  since: instant,
});
export type Presence = z.infer<typeof presence>;
