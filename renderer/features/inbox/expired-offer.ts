import { useStrings } from '../../strings/strings.ts';
import { usePresence } from '../presence/presence-store.ts';
import { useInbox } from './inbox-store.ts';
import { inboxStrings } from './strings.ts';

/** Which offer was not answered in time and what follows from it; null unless I am not ready because of one. */
export function useExpiredOffer(): string | null {
  const strings = useStrings(inboxStrings);
  const isBecause = usePresence(
    ({ presence }) => presence?.state === 'not-ready' && presence.reason === 'offer-timed-out',
  );
  const offer = useInbox((state) => state.lostOffer);
  if (!isBecause) return null;
  if (!offer) return strings.someOfferExpired;
  return strings.offerExpired({
    subject: offer.subject || strings.noSubject,
    sender: offer.from.name || offer.from.address,
    group: offer.group.name,
  });
}
