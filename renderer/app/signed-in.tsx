import { useEffect, useMemo, useState } from 'react';
import { ArchiveProvider } from '../features/archive/archive-store.ts';
import { InboxProvider } from '../features/inbox/inbox-store.ts';
import { MessagesProvider } from '../features/message/message-store.ts';
import { OutgoingProvider } from '../features/outgoing/outgoing-store.ts';
import { PresenceProvider } from '../features/presence/presence-store.ts';
import type { Me } from '../features/sign-in/session-store.ts';
import { systemClock } from '../platform/clock.ts';
import { useDesktop } from '../platform/desktop-context.ts';
import { useFailureText } from '../strings/failures.ts';
import { useStrings } from '../strings/strings.ts';
import { announce } from '../ui/announcer.tsx';
import { showToast } from '../ui/toast.tsx';
import { keepLayout } from './keep-layout.ts';
import { keepPlace } from './keep-place.ts';
import { watchOffers, type StandingOffer } from './offer-watch.ts';
import { PlaceProvider } from './place-store.ts';
import { appStrings } from './strings.ts';
import { useNewMails } from './use-new-mails.ts';
import { useSentMessages } from './use-sent-messages.ts';
import { createWorkActions } from './work-actions.ts';
import { applyToWork, createWorkStores, loadWork } from './work-stores.ts';
import { Workspace } from './workspace.tsx';

/** How long it is said that a colleague was faster, in ms: there is nothing to do about it. */
const overtakenShown = 15_000;

/** The life of a session: stores, events, and what is told without being asked. Keyed by the agent. */
export function SignedIn({ me }: { readonly me: Me }) {
  const desktop = useDesktop();
  const strings = useStrings(appStrings);
  const failureText = useFailureText();
  const [stores] = useState(() => createWorkStores(desktop, me));
  const [offers, setOffers] = useState<readonly StandingOffer[]>([]);
  const actions = useMemo(
    () =>
      createWorkActions(
        stores,
        (error, { takenBy, about }) =>
          showToast(
            {
              text: takenBy === null ? failureText(error) : strings.takenBy({ name: takenBy }),
              tone: 'danger',
              ...(about ? { about } : {}),
            },
            takenBy === null ? undefined : overtakenShown,
          ),
        () => showToast({ text: strings.undone }),
        (undo) => showToast({ text: strings.closed, action: { label: strings.undo, onPress: undo } }, 12_000),
      ),
    [stores, strings, failureText],
  );

  useEffect(() => {
    const stop = desktop.onEvent((event) => {
      applyToWork(stores, me, event);
      const offer = event.type === 'notification.clicked' ? offerOf(event.tag) : undefined;
      const interaction = [...stores.inbox.getState().interactions.values()].find(({ id }) => id === offer);
      if (!interaction) return;
      stores.place.getState().go('work');
      stores.place.getState().open({ kind: 'interaction', id: interaction.id }, true);
    });
    loadWork(stores, me);
    const keeper = keepPlace(stores, actions);
    const sizes = keepLayout(stores.place, desktop);
    return () => {
      stop();
      keeper.stop();
      sizes.stop();
    };
  }, [desktop, stores, me, actions]);

  useEffect(() => {
    const watch = watchOffers({
      stores,
      me,
      desktop,
      clock: systemClock,
      onChange: setOffers,
      onNew: ({ id, from, subject, group }) => {
        const texts = {
          sender: from.name || from.address,
          subject: subject || strings.noSubject,
          group: group.name,
        };
        announce(strings.offered(texts));
        if (!document.hidden && document.hasFocus()) return;
        desktop
          .call('notifications.show', {
            title: strings.offerTitle(texts).slice(0, 200),
            body: strings.offerBody(texts).slice(0, 500),
            tag: `offer-${id}`,
          })
          .catch(() => undefined);
      },
    });
    return watch.stop;
  }, [stores, me, desktop, strings]);

  useSentMessages(stores, actions);
  useNewMails(stores, me.agent.id);

  return (
    <InboxProvider value={stores.inbox}>
      <MessagesProvider value={stores.messages}>
        <OutgoingProvider value={stores.outgoing}>
          <ArchiveProvider value={stores.archive}>
            <PresenceProvider value={stores.presence}>
              <PlaceProvider value={stores.place}>
                <Workspace me={me} stores={stores} actions={actions} offers={offers} />
              </PlaceProvider>
            </PresenceProvider>
          </ArchiveProvider>
        </OutgoingProvider>
      </MessagesProvider>
    </InboxProvider>
  );
}

function offerOf(tag: string): string | undefined {
  return /^offer-(\d+)$/.exec(tag)?.[1];
}
