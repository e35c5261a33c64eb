import { CircleAlert, CircleCheck, CircleHelp, Clock, Send, Undo2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { Button } from '../../ui/button.tsx';
import { CountdownRing } from '../../ui/countdown-ring.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { DeliveryTimeline } from '../message/delivery-timeline.tsx';
import { needsDecision, type Decision } from './outgoing-store.ts';
import { outgoingStrings } from './strings.ts';

export interface OutgoingItemProps {
  readonly mail: Outgoing;
  /** Opens the mail by its subject; null: it is open. */
  readonly onOpen: (() => void) | null;
  /** The subject takes the focus: the agent comes back from it. */
  readonly isFocused?: boolean;
  readonly onUndo: () => void;
  readonly onResolve: (decision: Decision) => void;
}

/** The names that a mail goes to. */
export function recipientsOf(mail: Outgoing): string {
  return mail.to.map(({ name, address }) => name || address).join(', ');
}

/** A mail on its way, what became of it, and what can be done. */
export function OutgoingItem({ mail, onOpen, isFocused = false, onUndo, onResolve }: OutgoingItemProps) {
  const strings = useStrings(outgoingStrings);
  const times = useTimes();
  const now = useNow(1000);
  const subject = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isFocused) subject.current?.focus();
  }, [isFocused]);
  const left = Date.parse(mail.notBefore) - now;
  const canUndo = mail.state === 'queued' && mail.attempts === 0 && left > 0;
  const state =
    mail.state === 'queued' && mail.attempts > 0
      ? strings.queuedLater({ time: times.time(mail.notBefore) })
      : strings[mail.state];
  return (
    <article className={`outgoing outgoing-${mail.state}`} aria-label={mail.subject || strings.noSubject}>
      <div className="outgoing-line">
        {canUndo ? (
          <CountdownRing left={left} total={Date.parse(mail.notBefore) - Date.parse(mail.queuedAt)} />
        ) : (
          <StateIcon state={mail.state} />
        )}
        <div className="outgoing-text">
          {onOpen ? (
            <h3 dir="auto">
              <AriaButton ref={subject} className="outgoing-open" onPress={onOpen}>
                {mail.subject || strings.noSubject}
              </AriaButton>
            </h3>
          ) : null}
          <p className="outgoing-facts">
            <bdi>{strings.to({ names: recipientsOf(mail) })}</bdi>
            <span className="tabular">{times.brief(mail.queuedAt, now)}</span>
            {mail.attempts > 1 ? <span>{strings.attempts({ count: mail.attempts })}</span> : null}
          </p>
        </div>
        <span className="outgoing-state">{state}</span>
        {canUndo ? (
          <Button size="small" icon={<Undo2 />} onPress={onUndo}>
            {strings.undo}
          </Button>
        ) : null}
      </div>
      <DeliveryTimeline deliveries={mail.deliveries ?? []} />
      {mail.sentCopy === 'failed' ? <Notice tone="info">{strings.copyFailed}</Notice> : null}
      {needsDecision(mail) ? <DecisionBox mail={mail} onResolve={onResolve} /> : null}
    </article>
  );
}

function DecisionBox({ mail, onResolve }: Pick<OutgoingItemProps, 'mail' | 'onResolve'>) {
  const strings = useStrings(outgoingStrings);
  return (
    <div className="outgoing-decision">
      <p>{mail.state === 'uncertain' ? strings.uncertainText : strings.rejectedText}</p>
      {mail.lastError ? (
        <p className="outgoing-error">
          {strings.serverSaid} <q dir="auto">{mail.lastError}</q>
        </p>
      ) : null}
      <div className="outgoing-buttons">
        {mail.state === 'uncertain' ? (
          <Button
            hint={strings.arrivedHint}
            onPress={() => {
              onResolve('arrived');
            }}
          >
            {strings.arrived}
          </Button>
        ) : null}
        <Button
          hint={strings.sendAgainHint}
          onPress={() => {
            onResolve('send-again');
          }}
        >
          {strings.sendAgain}
        </Button>
        <Button
          look="danger"
          hint={strings.giveUpHint}
          onPress={() => {
            onResolve('give-up');
          }}
        >
          {strings.giveUp}
        </Button>
      </div>
    </div>
  );
}

function StateIcon({ state }: { readonly state: Outgoing['state'] }) {
  switch (state) {
    case 'queued':
      return <Clock aria-hidden="true" />;
    case 'sending':
    case 'data-sent':
      return <Send aria-hidden="true" />;
    case 'accepted':
      return <CircleCheck aria-hidden="true" />;
    case 'uncertain':
      return <CircleHelp aria-hidden="true" />;
    case 'rejected':
      return <CircleAlert aria-hidden="true" />;
    case 'withdrawn':
      return <Undo2 aria-hidden="true" />;
    default:
      return assertNever(state);
  }
}
