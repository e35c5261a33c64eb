import { useState } from 'react';
import type { Attachment, Message } from '../../../contract/domain/message.ts';
import type { Outgoing } from '../../../contract/domain/outgoing.ts';
import { useStrings } from '../../strings/strings.ts';
import { MessageArticle } from './message-article.tsx';
import { messageStrings } from './strings.ts';

export interface ThreadProps {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** What was sent, with what became of it. */
  readonly outgoing: readonly Outgoing[];
  readonly onSave: (message: Message, attachment: Attachment) => void;
  readonly onOpenLink: (href: string) => void;
}

/** The mails of an interaction, oldest first as they were written, all but the newest folded. */
export function Thread({ messages, outgoing, onSave, onOpenLink }: ThreadProps) {
  const strings = useStrings(messageStrings);
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const newest = messages.at(-1)?.id;
  return (
    <section className="thread" aria-label={strings.thread}>
      {messages.map((message) => (
        <MessageArticle
          key={message.id}
          message={message}
          deliveries={outgoing.find(({ mailId }) => mailId === message.id)?.deliveries ?? []}
          isOpen={(message.id === newest) !== toggled.has(message.id)}
          canFold={messages.length > 1}
          onToggle={() => {
            const next = new Set(toggled);
            if (!next.delete(message.id)) next.add(message.id);
            setToggled(next);
          }}
          onSave={onSave}
          onOpenLink={onOpenLink}
        />
      ))}
    </section>
  );
}
