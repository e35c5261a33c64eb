import { useState } from 'react';
import type { MailId } from '../../contract/domain/ids.ts';
import { useOutgoing } from '../features/outgoing/outgoing-store.ts';
import { OutgoingView } from '../features/outgoing/outgoing-view.tsx';
import { SentMailView } from '../features/outgoing/sent-mail-view.tsx';
import { useResolve } from '../features/outgoing/use-resolve.ts';
import { usePlace } from './place-store.ts';
import type { WorkActions } from './work-actions.ts';

/** What I sent, or one mail of it. */
export function OutgoingRoom({ actions }: { readonly actions: WorkActions }) {
  const opened = usePlace((state) => state.opened.outgoing);
  const open = usePlace((state) => state.open);
  const go = usePlace((state) => state.go);
  const mails = useOutgoing((state) => state.mails);
  const resolve = useResolve();
  const [left, setLeft] = useState<MailId | null>(null);
  const mail =
    opened?.kind === 'mail' ? [...mails.values()].find(({ mailId }) => mailId === opened.id) : null;
  if (!mail) {
    return (
      <OutgoingView
        focused={left}
        onUndo={actions.undo}
        onOpen={({ mailId }) => {
          open({ kind: 'mail', id: mailId });
        }}
      />
    );
  }
  return (
    <SentMailView
      key={mail.id}
      mail={mail}
      onBack={() => {
        setLeft(mail.mailId);
        open(null);
      }}
      onUndo={() => {
        actions.undo(mail);
      }}
      onResolve={(decision) => {
        resolve(mail.id, decision);
      }}
      onShowInteraction={(id) => {
        go('work');
        open({ kind: 'interaction', id }, true);
      }}
      onShowInArchive={(id) => {
        go('archive');
        open({ kind: 'mail', id }, true);
      }}
    />
  );
}
