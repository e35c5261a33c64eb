import './offer-card.css';
import type { InteractionSummary } from '../../../contract/domain/interaction.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { CountdownRing } from '../../ui/countdown-ring.tsx';
import { LanguageTag } from '../../ui/language-tag.tsx';
import { useNow } from '../../ui/use-now.ts';
import { shortcuts } from '../commands/shortcuts.ts';
import { RowKind } from './interaction-row.tsx';
import { inboxStrings } from './strings.ts';

export interface OfferCardProps {
  readonly offer: InteractionSummary;
  /** When it is taken back, by the clock of this machine (ms since 1970), and how long it stood. */
  readonly deadline: number;
  readonly total: number;
  readonly others: number;
  readonly onAccept: () => void;
  readonly onDecline: () => void;
  readonly onShow: () => void;
}

/** Something is offered: who, what, how long, yes or no. It covers nothing that is worked on and takes no focus. */
export function OfferCard(props: OfferCardProps) {
  const { offer, deadline, total, others, onAccept, onDecline, onShow } = props;
  const strings = useStrings(inboxStrings);
  const now = useNow(1000);
  const left = Math.max(0, deadline - now);
  return (
    <section className="offer" aria-label={strings.offerFor}>
      <header className="offer-head">
        <CountdownRing left={left} total={total} tone={left < 10_000 ? 'urgent' : 'accent'} />
        <span className="offer-title">
          {strings.offerFor}
          <span className="offer-group">
            {offer.group.name} <LanguageTag language={offer.language} />
          </span>
        </span>
        <span className="visually-hidden">{strings.secondsLeft({ seconds: Math.ceil(left / 1000) })}</span>
      </header>
      <p className="offer-subject" dir="auto">
        {offer.subject || strings.noSubject}
      </p>
      <p className="offer-sender" dir="auto">
        {offer.from.name || offer.from.address || strings.noSender}
      </p>
      <RowKind interaction={offer} />
      <p className="offer-preview" dir="auto">
        {offer.newest?.preview ?? offer.preview}
      </p>
      <footer className="offer-actions">
        <Button look="primary" shortcut={shortcuts['offer.accept']} onPress={onAccept}>
          {strings.accept}
        </Button>
        <Button shortcut={shortcuts['offer.decline']} onPress={onDecline}>
          {strings.decline}
        </Button>
        <Button look="quiet" onPress={onShow}>
          {strings.showOffer}
        </Button>
      </footer>
      {others > 0 ? <p className="offer-others">{strings.moreOffers({ count: others })}</p> : null}
    </section>
  );
}
