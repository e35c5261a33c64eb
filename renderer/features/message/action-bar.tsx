import './action-bar.css';
import {
  CornerUpLeft,
  CornerUpRight,
  Ellipsis,
  FileCode,
  GraduationCap,
  Hand,
  Inbox,
  Pause,
  Play,
  ReplyAll,
  Undo2,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Toolbar } from 'react-aria-components/Toolbar';
import type { Me } from '../sign-in/session-store.ts';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu, MenuGroup, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { shortcuts } from '../commands/shortcuts.ts';
import { hasSeveralPeople, type InteractionActions, type Standing } from './interaction-actions.ts';
import { expertStrings } from './expert-strings.ts';
import { messageStrings } from './strings.ts';

export interface ActionBarProps {
  readonly interaction: Interaction;
  readonly standing: Standing;
  readonly groups: Me['groups'];
  readonly actions: InteractionActions;
  readonly onSource: () => void;
  readonly onExpert: () => void;
  /** What can be done with its mails by who holds it, as entries of the menu. */
  readonly threadItems?: ReactNode;
}

/** What can be done with an interaction, most wanted first. */
export function ActionBar({
  interaction,
  standing,
  groups,
  actions,
  onSource,
  onExpert,
  threadItems,
}: ActionBarProps) {
  const strings = useStrings(messageStrings);
  const isHeld = standing === 'open' || standing === 'parked';
  return (
    <Toolbar className="action-bar" aria-label={strings.actions}>
      {standing === 'offered' ? (
        <>
          <Button look="primary" shortcut={shortcuts['offer.accept']} onPress={actions.accept}>
            {strings.accept}
          </Button>
          <Button shortcut={shortcuts['offer.decline']} onPress={actions.decline}>
            {strings.decline}
          </Button>
        </>
      ) : null}
      {standing === 'waiting' ? (
        <Button
          look="primary"
          icon={<Hand />}
          shortcut={shortcuts['interaction.pick']}
          onPress={actions.pick}
        >
          {strings.pick}
        </Button>
      ) : null}
      {standing === 'open' ? (
        <ReplyButtons interaction={interaction} actions={actions} onExpert={onExpert} />
      ) : null}
      {standing === 'parked' ? (
        <Button
          look="primary"
          icon={<Play />}
          shortcut={shortcuts['interaction.resume']}
          onPress={actions.resume}
        >
          {strings.resume}
        </Button>
      ) : null}
      <Menu
        label={strings.more}
        placement="bottom end"
        button={
          <IconButton label={strings.more}>
            <Ellipsis />
          </IconButton>
        }
      >
        {isHeld ? (
          <>
            <MenuItem
              icon={<Undo2 />}
              shortcut={shortcuts['interaction.requeue']}
              onAction={() => {
                actions.requeue();
              }}
            >
              {strings.requeue}
            </MenuItem>
            <MenuItem icon={<X />} shortcut={shortcuts['interaction.close']} onAction={actions.close}>
              {strings.close}
            </MenuItem>
            <MenuLine />
          </>
        ) : null}
        <MenuItem icon={<FileCode />} shortcut={shortcuts['source.show']} onAction={onSource}>
          {strings.source}
        </MenuItem>
        {isHeld ? threadItems : null}
        {isHeld && groups.length > 1 ? (
          <MenuGroup title={strings.passTo}>
            {groups
              .filter((group) => group.id !== interaction.group.id)
              .map((group) => (
                <MenuItem
                  key={group.id}
                  icon={<Inbox />}
                  onAction={() => {
                    actions.requeue(group.id);
                  }}
                >
                  {strings.requeueTo({ group: group.name })}
                </MenuItem>
              ))}
          </MenuGroup>
        ) : null}
      </Menu>
    </Toolbar>
  );
}

type ReplyButtonsProps = Pick<ActionBarProps, 'interaction' | 'actions' | 'onExpert'>;

function ReplyButtons({ interaction, actions, onExpert }: ReplyButtonsProps) {
  const strings = useStrings(messageStrings);
  const experts = useStrings(expertStrings);
  return (
    <>
      <Button
        look="primary"
        icon={<CornerUpLeft />}
        shortcut={shortcuts['reply.start']}
        onPress={() => {
          actions.reply('reply');
        }}
      >
        {strings.reply}
      </Button>
      {hasSeveralPeople(interaction) ? (
        <Button
          icon={<ReplyAll />}
          shortcut={shortcuts['reply.all']}
          onPress={() => {
            actions.reply('reply-all');
          }}
        >
          {strings.replyAll}
        </Button>
      ) : (
        <IconButton
          label={strings.replyAll}
          shortcut={shortcuts['reply.all']}
          onPress={() => {
            actions.reply('reply-all');
          }}
        >
          <ReplyAll />
        </IconButton>
      )}
      <IconButton
        label={strings.forward}
        shortcut={shortcuts['reply.forward']}
        onPress={() => {
          actions.reply('forward');
        }}
      >
        <CornerUpRight />
      </IconButton>
      <IconButton label={experts.title} shortcut={shortcuts['expert.ask']} onPress={onExpert}>
        <GraduationCap />
      </IconButton>
      <IconButton label={strings.park} shortcut={shortcuts['interaction.park']} onPress={actions.park}>
        <Pause />
      </IconButton>
    </>
  );
}
