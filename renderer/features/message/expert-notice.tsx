import type { ExpertQuestion } from '../../../contract/domain/interaction.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { expertStrings } from './expert-strings.ts';

export interface ExpertNoticeProps {
  readonly question: ExpertQuestion;
  /** Null: the draft cannot be opened now, or is open. */
  readonly onOpenDraft: (() => void) | null;
}

/** Whose answer is waited for, or has come. */
export function ExpertNotice({ question, onOpenDraft }: ExpertNoticeProps) {
  const strings = useStrings(expertStrings);
  const times = useTimes();
  const now = useNow(15_000);
  const expert = question.expert.name || question.expert.address;
  const span = times.span(Math.max(0, now - Date.parse(question.askedAt)));
  return (
    <div className="interaction-problem">
      <Notice
        tone="info"
        actions={
          question.answeredAt !== null && onOpenDraft ? (
            <Button size="small" onPress={onOpenDraft}>
              {strings.openDraft}
            </Button>
          ) : null
        }
      >
        <bdi>
          {question.answeredAt === null ? strings.waits({ expert, span }) : strings.answered({ expert })}
        </bdi>
      </Notice>
    </div>
  );
}
