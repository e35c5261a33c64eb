import { Button as AriaButton } from 'react-aria-components/Button';
import type { ReadAddress } from '../../../contract/domain/mail-address.ts';
import type { Message } from '../../../contract/domain/message.ts';
import { useStrings } from '../../strings/strings.ts';
import { messageStrings } from './strings.ts';

function shortName(address: ReadAddress | undefined): string {
  return address ? address.name || address.address : '';
}

export interface RecipientLinesProps {
  readonly message: Message;
  readonly showsAll: boolean;
  readonly onToggle: () => void;
}

/** To whom a mail went: one line, or everybody with full addresses. */
export function RecipientLines({ message, showsAll, onToggle }: RecipientLinesProps) {
  const strings = useStrings(messageStrings);
  const everybody = [...message.to, ...message.cc];
  if (everybody.length === 0 && message.replyTo.length === 0) return null;
  const first = shortName(everybody[0]);
  return (
    <div className="message-recipients">
      <AriaButton className="message-recipients-button" aria-expanded={showsAll} onPress={onToggle}>
        <bdi>
          {everybody.length > 1
            ? strings.toMany({ first, more: everybody.length - 1 })
            : strings.toOne({ first })}
        </bdi>
      </AriaButton>
      {showsAll ? (
        <dl className="message-addresses">
          <Line label={strings.from} addresses={[message.from]} />
          <Line label={strings.replyTo} addresses={message.replyTo} />
          <Line label={strings.to} addresses={message.to} />
          <Line label={strings.cc} addresses={message.cc} />
        </dl>
      ) : null}
    </div>
  );
}

function Line({ label, addresses }: { readonly label: string; readonly addresses: readonly ReadAddress[] }) {
  if (addresses.length === 0) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        {addresses.map(({ name, address }, index) => (
          <span key={index} className="message-full-address">
            {name ? <bdi>{name}</bdi> : null} <bdi className="message-address">{address}</bdi>
          </span>
        ))}
      </dd>
    </>
  );
}
