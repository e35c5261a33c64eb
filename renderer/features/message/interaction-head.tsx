import './interaction-head.css';
import type { Ref } from 'react';
import type { Interaction } from '../../../contract/domain/interaction.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { Button } from '../../ui/button.tsx';
import { LanguageTag } from '../../ui/language-tag.tsx';
import { Tags } from '../../ui/tags.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ActionBar, type ActionBarProps } from './action-bar.tsx';
import { messageStrings } from './strings.ts';
import { WhyPanel } from './why-panel.tsx';

export interface InteractionHeadProps extends ActionBarProps {
  readonly interaction: Interaction;
  readonly showsWhy: boolean;
  readonly onShowWhy: (open: boolean) => void;
  /** Gets the focus when the interaction was opened. */
  readonly headingRef: Ref<HTMLHeadingElement>;
  /** Only the subject, so that a reply has the room. */
  readonly isFolded: boolean;
  /** Folds and unfolds it with its mails; null where all has room. */
  readonly onFold: (() => void) | null;
}

/** Subject, where it waits and for how long, and what can be done. */
export function InteractionHead({
  showsWhy,
  onShowWhy,
  headingRef,
  isFolded,
  onFold,
  ...bar
}: InteractionHeadProps) {
  const { interaction, standing } = bar;
  const strings = useStrings(messageStrings);
  const times = useTimes();
  const now = useNow(15_000);
  const heading = (
    <h1 ref={headingRef} tabIndex={-1} dir="auto" title={interaction.subject}>
      {interaction.subject || strings.noSubject}
    </h1>
  );
  const fold = onFold ? (
    <Button size="small" className="interaction-fold" onPress={onFold}>
      {isFolded ? strings.showMessage : strings.backToReply}
    </Button>
  ) : null;
  if (isFolded) {
    return (
      <header className="interaction-head interaction-head-folded">
        {heading}
        {fold}
      </header>
    );
  }
  return (
    <header className="interaction-head">
      <div className="interaction-line">
        {heading}
        {fold}
        <ActionBar {...bar} />
      </div>
      <div className="interaction-facts">
        <span className="interaction-group">{interaction.group.name}</span>
        <LanguageTag language={interaction.language} />
        {interaction.priority === 0 ? null : (
          <span>{strings.priority({ priority: interaction.priority })}</span>
        )}
        <Tags tags={interaction.tags} label={strings.tags} />
        <span className="tabular">{times.span(Math.max(0, now - Date.parse(interaction.receivedAt)))}</span>
        {standing === 'held' && interaction.agent ? (
          <span className="interaction-held">{strings.held({ agent: interaction.agent.name })}</span>
        ) : null}
        {standing === 'closed' ? <span className="interaction-held">{strings.closed}</span> : null}
        {standing === 'waiting' && interaction.draftId ? (
          <span className="interaction-held">{strings.draftKept}</span>
        ) : null}
        <WhyPanel interaction={interaction} isOpen={showsWhy} onOpenChange={onShowWhy} />
      </div>
    </header>
  );
}
