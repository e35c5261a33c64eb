import './why-panel.css';
import { CircleQuestionMark } from 'lucide-react';
import { DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { Button } from '../../ui/button.tsx';
import { shortcuts } from '../commands/shortcuts.ts';
import { messageStrings } from './strings.ts';
import { ThreadReasons } from './thread-reasons.tsx';

export interface WhyPanelProps {
  readonly interaction: Interaction;
  readonly isOpen: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Why this mail is in this group: the address that fitted, the header it was read from, the service access. */
export function WhyPanel({ interaction, isOpen, onOpenChange }: WhyPanelProps) {
  const strings = useStrings(messageStrings);
  const times = useTimes();
  const { routing, group } = interaction;
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <Button look="quiet" size="small" icon={<CircleQuestionMark />} shortcut={shortcuts['routing.why']}>
        {strings.why}
      </Button>
      {/* The popover is the dialog itself: one inside it would leave its dismiss buttons outside every landmark. */}
      <Popover className="ui-popover why-popover" placement="bottom start" offset={4}>
        <div className="why">
          <h2>{strings.whyTitle}</h2>
          <p dir="auto">{routing.explanation}</p>
          <dl>
            <dt>{strings.whyMatched}</dt>
            <dd>{routing.matched ? strings.whyHeader(routing.matched) : strings.whyNone}</dd>
            <dt>{strings.whyAccess}</dt>
            <dd>
              {routing.serviceAccess
                ? `${routing.serviceAccess.name} (${routing.serviceAccess.address})`
                : strings.whyNone}
            </dd>
            <dt>{strings.whyGroup}</dt>
            <dd>{group.name}</dd>
            <dt>{strings.whyReceived}</dt>
            <dd>{times.full(interaction.receivedAt)}</dd>
          </dl>
          <ThreadReasons interaction={interaction} />
          {routing.rules && routing.rules.length > 0 ? (
            <>
              <h3>{strings.whyRules}</h3>
              <ol>
                {routing.rules.map((rule) => (
                  <li key={rule.name}>
                    <strong dir="auto">{rule.name}</strong>
                    <span dir="auto">{rule.because}</span>
                    <span dir="auto">→ {rule.did.join(', ')}</span>
                  </li>
                ))}
              </ol>
            </>
          ) : null}
        </div>
      </Popover>
    </DialogTrigger>
  );
}
