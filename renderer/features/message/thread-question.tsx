import type { ThreadingQuestion } from '../../../contract/domain/threading.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { threadStrings } from './thread-strings.ts';

export interface ThreadQuestionProps {
  readonly question: ThreadingQuestion;
  /** Only who holds the interaction decides. */
  readonly canAnswer: boolean;
  readonly onAnswer: (join: boolean) => void;
}

/** A mail that seems to belong to another interaction: what speaks against it, and the choice. */
export function ThreadQuestion({ question, canAnswer, onAnswer }: ThreadQuestionProps) {
  const strings = useStrings(threadStrings);
  const doubts = question.doubts.map((doubt) => strings[doubt]);
  return (
    <div className="interaction-problem">
      <Notice
        tone="info"
        actions={
          canAnswer ? (
            <>
              <Button
                size="small"
                onPress={() => {
                  onAnswer(true);
                }}
              >
                {strings.join}
              </Button>
              <Button
                size="small"
                onPress={() => {
                  onAnswer(false);
                }}
              >
                {strings.keep}
              </Button>
            </>
          ) : null
        }
      >
        <span dir="auto">{strings.question({ subject: question.subject || strings.noSubject })}</span>{' '}
        {doubts.join(' ')} {canAnswer ? null : strings.firstTake}
      </Notice>
    </div>
  );
}
