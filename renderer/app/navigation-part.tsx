import { useMemo } from 'react';
import { useExpiredOffer } from '../features/inbox/expired-offer.ts';
import { useInbox } from '../features/inbox/inbox-store.ts';
import { countWaiting, selectMine } from '../features/inbox/interactions.ts';
import { needsDecision, useOutgoing } from '../features/outgoing/outgoing-store.ts';
import { PresenceControl } from '../features/presence/presence-control.tsx';
import { usePresence } from '../features/presence/presence-store.ts';
import { DictionaryProgress } from '../features/settings/dictionary-progress.tsx';
import { useSettings } from '../features/settings/settings-store.ts';
import { useSession, type Me } from '../features/sign-in/session-store.ts';
import { ConnectionState } from './connection-state.tsx';
import { Navigation } from './navigation.tsx';
import { usePlace } from './place-store.ts';

/** The navigation with what it shows. */
export function NavigationPart({ me, offerCount }: { readonly me: Me; readonly offerCount: number }) {
  const interactions = useInbox((state) => state.interactions);
  const drafts = useInbox((state) => state.drafts.length);
  const mails = useOutgoing((state) => state.mails);
  const presence = usePresence((state) => state.presence);
  const becomeReady = usePresence((state) => state.becomeReady);
  const becomeNotReady = usePresence((state) => state.becomeNotReady);
  const dictionaries = useSettings((state) => state.dictionaries);
  const expired = useExpiredOffer();
  const connection = useSession((state) => state.connection);
  const signOut = useSession((state) => state.signOut);
  const section = usePlace((state) => state.section);
  const group = usePlace((state) => state.group);
  const go = usePlace((state) => state.go);
  const show = usePlace((state) => state.show);
  const { workCount, groups } = useMemo(() => {
    const mine = selectMine(interactions, me.agent.id);
    const waiting = countWaiting(interactions);
    const own = me.groups.map(({ id, name }) => ({ id, name, count: waiting.get(id)?.count ?? 0 }));
    // Groups that I am not in but may see, such as "unrouted".
    const others = [...waiting.values()].filter(({ id }) => !me.groups.some((known) => known.id === id));
    return {
      workCount: mine.offers.length + mine.open.length + mine.parked.length,
      groups: [...own, ...others],
    };
  }, [interactions, me]);
  return (
    <Navigation
      section={section}
      group={group}
      workCount={workCount + drafts}
      offerCount={offerCount}
      groups={groups}
      decisionCount={[...mails.values()].filter(needsDecision).length}
      onGo={go}
      onNewMail={() => {
        show('new-mail');
      }}
      onCommands={() => {
        show('palette');
      }}
      onShortcuts={() => {
        show('shortcuts');
      }}
      presence={
        <PresenceControl
          name={me.agent.name}
          presence={presence ?? me.presence}
          detail={expired}
          reasons={me.tenant.notReadyReasons}
          onReady={() => void becomeReady()}
          onNotReady={(reason) => void becomeNotReady(reason)}
          onSettings={() => {
            show('settings');
          }}
          onSignOut={() => void signOut()}
        />
      }
      foot={
        <>
          <DictionaryProgress dictionaries={dictionaries} />
          {connection ? <ConnectionState connection={connection} /> : null}
        </>
      }
    />
  );
}
