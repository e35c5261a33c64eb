import './delivery-timeline.css';
import { CircleAlert, CircleCheck, Clock, MailOpen } from 'lucide-react';
import type { DeliveryAction, DeliveryEvent } from '../../../contract/domain/mail-kind.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import { useLanguage, useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { deliveryReason, deliveryStrings } from './delivery-strings.ts';

export interface DeliveryTimelineProps {
  /** Oldest first. */
  readonly deliveries: readonly DeliveryEvent[];
}

/** What servers and recipients reported of a mail that was sent, as it came in. */
export function DeliveryTimeline({ deliveries }: DeliveryTimelineProps) {
  const strings = useStrings(deliveryStrings);
  const language = useLanguage((state) => state.language);
  const times = useTimes();
  if (deliveries.length === 0) return null;
  return (
    <ol className="deliveries" aria-label={strings.timeline}>
      {deliveries.map((delivery, at) => (
        <li key={`${delivery.mailId}-${at}`} className={`delivery delivery-${delivery.action}`}>
          <ActionIcon action={delivery.action} />
          <div className="delivery-text">
            <p>
              <span className="delivery-reason">{deliveryReason(delivery, language)}</span>
              {delivery.recipient === '' ? null : <bdi>{delivery.recipient}</bdi>}
              <time className="delivery-time tabular" dateTime={delivery.at}>
                {times.full(delivery.at)}
              </time>
            </p>
            {delivery.diagnostic === '' ? null : (
              <details>
                <summary>
                  {strings.serverSaid}
                  {delivery.status === null ? null : <> · {strings.status({ status: delivery.status })}</>}
                </summary>
                <q dir="auto">{delivery.diagnostic}</q>
              </details>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function ActionIcon({ action }: { readonly action: DeliveryAction }) {
  switch (action) {
    case 'failed':
    case 'complained':
      return <CircleAlert aria-hidden="true" />;
    case 'delayed':
      return <Clock aria-hidden="true" />;
    case 'delivered':
    case 'relayed':
    case 'expanded':
      return <CircleCheck aria-hidden="true" />;
    case 'displayed':
    case 'deleted':
      return <MailOpen aria-hidden="true" />;
    default:
      return assertNever(action);
  }
}
