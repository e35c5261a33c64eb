import './outgoing.css';
import { Send } from 'lucide-react';
import { useMemo } from 'react';
import type { Outgoing, OutgoingState } from '../../../contract/domain/outgoing.ts';
import type { MailId } from '../../../contract/domain/ids.ts';
import { useFailureCodeText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { OutgoingItem } from './outgoing-item.tsx';
import { needsDecision, selectOutgoing, useOutgoing } from './outgoing-store.ts';
import { deliveryStrings } from '../message/delivery-strings.ts';
import { outgoingStrings } from './strings.ts';
import { useResolve } from './use-resolve.ts';

const finished: readonly OutgoingState[] = ['accepted', 'withdrawn'];

/** The server took it, and somebody further on did not. */
function hasComeBack({ state, deliveries = [] }: Outgoing): boolean {
  return state === 'accepted' && deliveries.some(({ action }) => action === 'failed');
}

export interface OutgoingViewProps {
  /** The mail from which the agent comes back. */
  readonly focused: MailId | null;
  readonly onOpen: (mail: Outgoing) => void;
  readonly onUndo: (mail: Outgoing) => void;
}

/** What I sent: what needs a decision first, what is under way, what went out. */
export function OutgoingView({ focused, onOpen, onUndo }: OutgoingViewProps) {
  const strings = useStrings(outgoingStrings);
  const deliveries = useStrings(deliveryStrings);
  const failureCodeText = useFailureCodeText();
  const mails = useOutgoing((state) => state.mails);
  const loading = useOutgoing((state) => state.loading);
  const failure = useOutgoing((state) => state.failure);
  const load = useOutgoing((state) => state.load);
  const resolve = useResolve();
  const sorted = useMemo(() => selectOutgoing(mails), [mails]);
  const sections = [
    { title: strings.needsYou, mails: sorted.filter(needsDecision) },
    {
      title: strings.underWay,
      mails: sorted.filter((mail) => !needsDecision(mail) && !finished.includes(mail.state)),
    },
    { title: deliveries.cameBack, mails: sorted.filter(hasComeBack) },
    {
      title: strings.done,
      mails: sorted.filter((mail) => mail.state === 'accepted' && !hasComeBack(mail)),
    },
  ].filter((section) => section.mails.length > 0);

  return (
    <section className="outgoing-page" aria-labelledby="outgoing-title" data-region>
      <header className="outgoing-head">
        <h1 id="outgoing-title">{strings.title}</h1>
      </header>
      {loading === 'loading' ? <Spinner label={strings.loading} /> : null}
      {loading === 'failed' ? (
        <EmptyState title={strings.failedTitle} text={failure ? failureCodeText(failure) : ''}>
          <Button onPress={() => void load()}>{strings.retry}</Button>
        </EmptyState>
      ) : null}
      {loading === 'ready' && sections.length === 0 ? (
        <EmptyState icon={<Send />} title={strings.emptyTitle} text={strings.emptyText} />
      ) : null}
      <div className="outgoing-sections">
        {sections.map((section) => (
          <section key={section.title} aria-label={section.title}>
            <h2>{section.title}</h2>
            {section.mails.map((mail) => (
              <OutgoingItem
                key={mail.id}
                mail={mail}
                isFocused={mail.mailId === focused}
                onOpen={() => {
                  onOpen(mail);
                }}
                onUndo={() => {
                  onUndo(mail);
                }}
                onResolve={(decision) => {
                  resolve(mail.id, decision);
                }}
              />
            ))}
          </section>
        ))}
      </div>
    </section>
  );
}
