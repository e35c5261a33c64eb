import { useMemo } from 'react';
import type { InteractionSummary } from '../../contract/domain/interaction.ts';
import type { Outgoing } from '../../contract/domain/outgoing.ts';
import type { Command, CommandSection } from '../features/commands/command.ts';
import type { CommandId } from '../features/commands/shortcuts.ts';
import { commandStrings } from '../features/commands/strings.ts';
import { useInbox } from '../features/inbox/inbox-store.ts';
import { mailsOfCustomer, standingOf } from '../features/message/interaction-actions.ts';
import { useMessages, useMessagesStore, type MessageState } from '../features/message/message-store.ts';
import { usePresenceStore, usePresence } from '../features/presence/presence-store.ts';
import { useReplyCommands, type ReplyCommands } from '../features/reply/reply-commands.ts';
import { useSettingsStore } from '../features/settings/settings-store.ts';
import { useSessionStore, type Me } from '../features/sign-in/session-store.ts';
import { useStrings } from '../strings/strings.ts';
import { useListCursor } from '../ui/list-cursor.ts';
import { useTheme } from '../ui/use-theme.ts';
import { focusRegion } from './focus-regions.ts';
import { usePlace, usePlaceStore } from './place-store.ts';
import type { WorkActions } from './work-actions.ts';

export interface CommandParts {
  readonly me: Me;
  readonly actions: WorkActions;
  /** The offer that A and D answer where none is open. */
  readonly firstOffer: InteractionSummary | null;
  /** The mail that Z calls back. */
  readonly undoable: () => Outgoing | undefined;
  readonly focusSearch: () => void;
}

/** Every command with whether it can be given now. */
export function useCommands({
  me,
  actions,
  firstOffer,
  undoable,
  focusSearch,
}: CommandParts): readonly Command[] {
  const strings = useStrings(commandStrings);
  const place = usePlaceStore();
  const messages = useMessagesStore();
  const presence = usePresenceStore();
  const settings = useSettingsStore();
  const session = useSessionStore();
  const theme = useTheme();
  const opened = usePlace((state) => state.opened[state.section]);
  const openId = opened?.kind === 'interaction' ? opened.id : null;
  const open = useInbox((state) => (openId ? (state.interactions.get(openId) ?? null) : null));
  const hasSeveralMails = useMessages((state) => {
    const detail = openId ? state.details.get(openId) : undefined;
    return detail?.state === 'ready' && mailsOfCustomer(detail.interaction).length > 1;
  });
  const replyCommands = useReplyCommands((state) => state.commands);
  const isReady = usePresence((state) => state.presence?.state === 'ready');

  return useMemo(() => {
    const standing = open ? standingOf(open, me.agent.id) : 'closed';
    const offer = open && standing === 'offered' ? open : firstOffer;
    const command = (
      id: CommandId,
      section: CommandSection,
      isEnabled: boolean,
      run: () => void,
    ): Command => ({ id, title: strings[id], section, isEnabled, run });
    const withOpen =
      (act: (interaction: InteractionSummary) => void): (() => void) =>
      () => {
        if (open) act(open);
      };
    const go = (section: 'work' | 'waiting' | 'outgoing' | 'archive') => () => {
      place.getState().go(section);
    };
    const panel = (name: MessageState['panel']) => () => {
      messages.getState().setPanel(name);
    };
    const inReply = (id: CommandId, name: keyof ReplyCommands) =>
      command(id, 'reply', replyCommands !== null, () => replyCommands?.[name]());
    const isOpen = standing === 'open';
    const isHeld = isOpen || standing === 'parked';
    return [
      command('offer.accept', 'interaction', offer !== null, () => {
        if (offer) actions.accept(offer.id);
      }),
      command('offer.decline', 'interaction', offer !== null, () => {
        if (offer) actions.decline(offer.id);
      }),
      command(
        'interaction.pick',
        'interaction',
        standing === 'waiting',
        withOpen(({ id }) => {
          actions.pick(id);
        }),
      ),
      command(
        'interaction.park',
        'interaction',
        isOpen,
        withOpen(({ id }) => {
          actions.park(id);
        }),
      ),
      command(
        'interaction.resume',
        'interaction',
        standing === 'parked',
        withOpen(({ id }) => {
          actions.resume(id);
        }),
      ),
      command(
        'interaction.requeue',
        'interaction',
        isHeld,
        withOpen(({ id }) => {
          actions.requeue(id);
        }),
      ),
      command(
        'interaction.close',
        'interaction',
        isHeld,
        withOpen(({ id }) => {
          actions.close(id);
        }),
      ),
      command('interaction.pass', 'interaction', isHeld && me.groups.length > 1, panel('pass')),
      command('thread.merge', 'interaction', isHeld, panel('merge')),
      command('thread.move', 'interaction', isHeld && hasSeveralMails, panel('move')),
      command('thread.split', 'interaction', isHeld && hasSeveralMails, panel('split')),
      command('routing.why', 'interaction', open !== null, () => {
        messages.getState().setPanel('why');
      }),
      command('source.show', 'interaction', open !== null, () => {
        messages.getState().setPanel('source');
      }),
      ...(['reply', 'reply-all', 'forward'] as const).map((kind) =>
        command(
          ({ reply: 'reply.start', 'reply-all': 'reply.all', forward: 'reply.forward' } as const)[kind],
          'reply',
          isOpen,
          withOpen(({ id }) => {
            actions.reply(id, kind);
          }),
        ),
      ),
      inReply('reply.send', 'send'),
      inReply('reply.insert-response', 'insertResponse'),
      inReply('reply.attach', 'attach'),
      inReply('reply.misspelling', 'nextMisspelling'),
      inReply('reply.toolbar', 'focusToolbar'),
      command('expert.ask', 'reply', isOpen, () => {
        messages.getState().setPanel('expert');
      }),
      command('mail.new', 'reply', true, () => {
        place.getState().show('new-mail');
      }),
      command('send.undo', 'reply', true, () => {
        const mail = undoable();
        if (mail) actions.undo(mail);
      }),
      command('go.work', 'go', true, go('work')),
      command('go.waiting', 'go', true, go('waiting')),
      command('go.outgoing', 'go', true, go('outgoing')),
      command('go.archive', 'go', true, () => {
        go('archive')();
        focusSearch();
      }),
      command('list.next', 'go', true, () => {
        useListCursor.getState().move?.(1);
      }),
      command('list.previous', 'go', true, () => {
        useListCursor.getState().move?.(-1);
      }),
      command('list.focus', 'go', true, () => {
        useListCursor.getState().focus?.();
      }),
      command('region.next', 'go', true, () => {
        focusRegion(1);
      }),
      command('region.previous', 'go', true, () => {
        focusRegion(-1);
      }),
      command('presence.ready', 'presence', !isReady, () => {
        void presence.getState().becomeReady();
      }),
      command('presence.not-ready', 'presence', isReady, () => {
        void presence.getState().becomeNotReady(me.tenant.notReadyReasons[0] ?? null);
      }),
      command('session.sign-out', 'presence', true, () => {
        void session.getState().signOut();
      }),
      command('palette.open', 'view', true, () => {
        place.getState().show('palette');
      }),
      command('shortcuts.show', 'view', true, () => {
        place.getState().show('shortcuts');
      }),
      command('settings.open', 'view', true, () => {
        place.getState().show('settings');
      }),
      command('theme.switch', 'view', true, () => {
        void settings.getState().save({ theme: theme === 'dark' ? 'light' : 'dark' });
      }),
    ];
  }, [
    strings,
    place,
    messages,
    presence,
    settings,
    session,
    theme,
    open,
    isReady,
    hasSeveralMails,
    replyCommands,
    me,
    actions,
    firstOffer,
    undoable,
    focusSearch,
  ]);
}
