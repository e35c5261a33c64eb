import { useCallback, useEffect, useMemo, useRef } from 'react';
import { CloudOff } from 'lucide-react';
import { CommandPalette } from '../features/commands/command-palette.tsx';
import { ShortcutSheet } from '../features/commands/shortcut-sheet.tsx';
import { useShortcuts } from '../features/commands/use-shortcuts.ts';
import { OfferCard } from '../features/inbox/offer-card.tsx';
import { MailWarningsBanner } from '../features/mail-warnings/mail-warnings-banner.tsx';
import { SettingsDialog } from '../features/settings/settings-dialog.tsx';
import { useSession, type Me } from '../features/sign-in/session-store.ts';
import { systemClock } from '../platform/clock.ts';
import { useStrings } from '../strings/strings.ts';
import { MainPart } from './main-part.tsx';
import { NavigationPart } from './navigation-part.tsx';
import { NewMailDialog } from './new-mail-dialog.tsx';
import type { StandingOffer } from './offer-watch.ts';
import { usePlace } from './place-store.ts';
import { SectionList } from './section-list.tsx';
import { Shell } from './shell.tsx';
import { appStrings } from './strings.ts';
import { undoable } from './undo-watch.ts';
import { useCommands } from './use-commands.ts';
import { useHostCommands } from './use-host-commands.ts';
import type { WorkActions } from './work-actions.ts';
import type { WorkStores } from './work-stores.ts';

export interface WorkspaceProps {
  readonly me: Me;
  readonly stores: WorkStores;
  readonly actions: WorkActions;
  readonly offers: readonly StandingOffer[];
}

/** The window of a signed-in agent. */
export function Workspace({ me, stores, actions, offers }: WorkspaceProps) {
  const strings = useStrings(appStrings);
  const section = usePlace((state) => state.section);
  const opened = usePlace((state) => state.opened[state.section]);
  const overlay = usePlace((state) => state.overlay);
  const show = usePlace((state) => state.show);
  const open = usePlace((state) => state.open);
  const go = usePlace((state) => state.go);
  const listWidth = usePlace((state) => state.listWidth);
  const setListWidth = usePlace((state) => state.setListWidth);
  const version = useSession((state) => state.host?.version ?? '');
  const isOffline = useSession((state) => state.connection?.state === 'offline');
  const searchField = useRef<HTMLInputElement>(null);

  // The offer that is open has its buttons there; the card is for the others.
  const openId = opened?.kind === 'interaction' ? opened.id : null;
  const cards = offers.filter(({ offer }) => offer.id !== openId);
  const card = cards[0];

  const focusSearch = useCallback(() => {
    // The field is there once the section has been drawn.
    requestAnimationFrame(() => searchField.current?.focus());
  }, []);
  const findUndoable = useCallback(
    () => undoable(stores.outgoing.getState().mails.values(), me.agent.id, systemClock.now())[0],
    [stores, me],
  );
  const commands = useCommands({
    me,
    actions,
    firstOffer: card?.offer ?? null,
    undoable: findUndoable,
    focusSearch,
  });
  useShortcuts(commands);
  useHostCommands(commands);
  const close = useCallback(() => {
    show(null);
  }, [show]);
  useEffect(() => {
    document.title = offers.length > 0 ? `(${offers.length}) Postroom` : 'Postroom';
  }, [offers.length]);
  const list = useMemo(
    () => (section === 'outgoing' ? null : <SectionList searchRef={searchField} />),
    [section],
  );

  return (
    <>
      <Shell
        navigation={<NavigationPart me={me} offerCount={offers.length} />}
        list={list}
        listWidth={listWidth}
        onListWidth={setListWidth}
        offer={
          card ? (
            <OfferCard
              offer={card.offer}
              deadline={card.deadline}
              total={card.total}
              others={cards.length - 1}
              onAccept={() => {
                actions.accept(card.offer.id);
              }}
              onDecline={() => {
                actions.decline(card.offer.id);
              }}
              onShow={() => {
                go('work');
                open({ kind: 'interaction', id: card.offer.id }, true);
              }}
            />
          ) : null
        }
        banner={
          <>
            {isOffline ? (
              <p className="shell-banner">
                <CloudOff aria-hidden="true" /> {strings.offlineBanner}
              </p>
            ) : null}
            <MailWarningsBanner />
          </>
        }
      >
        <MainPart me={me} actions={actions} />
      </Shell>
      <CommandPalette commands={commands} isOpen={overlay === 'palette'} onClose={close} />
      <ShortcutSheet commands={commands} isOpen={overlay === 'shortcuts'} onClose={close} />
      <SettingsDialog isOpen={overlay === 'settings'} version={version} onClose={close} />
      <NewMailDialog
        groups={me.groups}
        isOpen={overlay === 'new-mail'}
        onClose={close}
        onChoose={(group) => {
          close();
          actions.newMail(group);
        }}
      />
    </>
  );
}
