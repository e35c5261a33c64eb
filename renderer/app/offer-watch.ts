import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import { selectMine } from '../features/inbox/interactions.ts';
import type { Me } from '../features/sign-in/session-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Desktop } from '../platform/desktop.ts';
import type { WorkStores } from './work-stores.ts';

export interface StandingOffer {
  readonly offer: InteractionSummary;
  /** By the clock of this machine, ms since 1970. */
  readonly deadline: number;
  /** How long the offer stands altogether, in ms. */
  readonly total: number;
}

/** When an offer ends by this machine's clock: clocks may differ, so an impossible rest becomes the whole time. */
export function deadlineOf(offer: InteractionSummary, total: number, now: number): number {
  const left = offer.offerExpiresAt ? Date.parse(offer.offerExpiresAt) - now : total;
  return now + (left > 0 && left <= total ? left : total);
}

export interface OfferWatchParts {
  readonly stores: WorkStores;
  readonly me: Me;
  readonly desktop: Desktop;
  readonly clock: Clock;
  readonly onChange: (offers: readonly StandingOffer[]) => void;
  /** A new offer, for those who do not look at the screen. */
  readonly onNew: (offer: InteractionSummary) => void;
}

/** Watches for offers to me: their deadlines, the badge, and what is to be said about new ones. */
export function watchOffers({ stores, me, desktop, clock, onChange, onNew }: OfferWatchParts): {
  stop: () => void;
} {
  let known = new Map<string, StandingOffer>();
  let badge = -1;
  const look = () => {
    const { offers } = selectMine(stores.inbox.getState().interactions, me.agent.id);
    const next = new Map(
      offers.map((offer) => {
        const key = `${offer.id}:${offer.epoch}`;
        const before = known.get(key);
        if (before) return [key, { ...before, offer }] as const;
        const seconds = me.groups.find((group) => group.id === offer.group.id)?.offerSeconds ?? 60;
        const total = seconds * 1000;
        return [key, { offer, total, deadline: deadlineOf(offer, total, clock.now()) }] as const;
      }),
    );
    const fresh = offers.filter((offer) => !known.has(`${offer.id}:${offer.epoch}`));
    const changed = fresh.length > 0 || next.size !== known.size;
    known = next;
    if (changed) onChange([...next.values()]);
    for (const offer of fresh) onNew(offer);
    if (next.size !== badge) {
      badge = next.size;
      desktop.call('badge.set', { count: badge }).catch(() => undefined);
    }
  };
  look();
  const stop = stores.inbox.subscribe(look);
  return { stop };
}
