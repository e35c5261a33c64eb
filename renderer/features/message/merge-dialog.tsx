import './merge-dialog.css';
import { useEffect, useState } from 'react';
import type { InteractionId } from '../../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../../contract/domain/interaction.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { useFailureText } from '../../strings/failures.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { threadStrings } from './thread-strings.ts';

export interface MergeDialogProps {
  readonly interaction: InteractionId;
  readonly kind: 'merge' | 'move';
  readonly onChoose: (into: InteractionId) => void;
  readonly onClose: () => void;
}

/** Asks where mails shall go: interactions that are not closed, those of the same customer first. */
export function MergeDialog({ interaction, kind, onChoose, onClose }: MergeDialogProps) {
  const desktop = useDesktop();
  const strings = useStrings(threadStrings);
  const failureText = useFailureText();
  const [targets, setTargets] = useState<readonly InteractionSummary[] | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    let isGone = false;
    const ask = async () => {
      try {
        const { interactions } = await desktop.call('threads.targets', { id: interaction });
        if (!isGone) setTargets(interactions);
      } catch (error) {
        if (!isGone) setFailure(error);
      }
    };
    void ask();
    return () => {
      isGone = true;
    };
  }, [desktop, interaction]);
  return (
    <Dialog
      title={kind === 'merge' ? strings.mergeTitle : strings.moveTitle}
      closeLabel={strings.close}
      isOpen
      onClose={onClose}
    >
      <p className="merge-text">{kind === 'merge' ? strings.mergeText : strings.moveText}</p>
      {failure === null ? null : <Notice tone="danger">{failureText(failure)}</Notice>}
      {targets === null && failure === null ? <Spinner label={strings.mergeTitle} /> : null}
      {targets?.length === 0 ? <p>{strings.mergeNone}</p> : null}
      <ul className="merge-targets">
        {(targets ?? []).map((target) => (
          <li key={target.id}>
            <Button
              look="quiet"
              onPress={() => {
                onChoose(target.id);
                onClose();
              }}
            >
              <bdi>
                {strings.target({
                  subject: target.subject || strings.noSubject,
                  from: target.from.name || target.from.address,
                  group: target.group.name,
                })}
                {target.agent ? ` · ${strings.held({ agent: target.agent.name })}` : ''}
              </bdi>
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
