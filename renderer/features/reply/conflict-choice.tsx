import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { SafeHtml } from '../../editor/safe-html.tsx';
import type { DraftContent } from '../../../contract/domain/draft.ts';
import type { Conflict } from './reply-state.ts';
import { replyStrings } from './strings.ts';

export interface ConflictChoiceProps {
  readonly conflict: Conflict;
  readonly onMine: () => void;
  readonly onTheirs: () => void;
}

/** Both versions side by side; the person chooses the one to go on with. */
export function ConflictChoice({ conflict, onMine, onTheirs }: ConflictChoiceProps) {
  const strings = useStrings(replyStrings);
  return (
    <div className="reply-conflict" role="alertdialog" aria-labelledby="reply-conflict-title">
      <h3 id="reply-conflict-title">{strings.conflictTitle}</h3>
      <p>{strings.conflictText}</p>
      <div className="reply-conflict-versions">
        <Version title={strings.conflictMine} content={conflict.mine} onUse={onMine} />
        <Version title={strings.conflictTheirs} content={conflict.theirs} onUse={onTheirs} />
      </div>
    </div>
  );
}

interface VersionProps {
  readonly title: string;
  readonly content: DraftContent;
  readonly onUse: () => void;
}

function Version({ title, content, onUse }: VersionProps) {
  const strings = useStrings(replyStrings);
  return (
    <section className="reply-conflict-version" aria-label={title}>
      <header>
        <h4>{title}</h4>
        <Button size="small" onPress={onUse}>
          {strings.conflictUse}
        </Button>
      </header>
      <p className="reply-conflict-subject" dir="auto">
        {content.subject}
      </p>
      <p className="reply-conflict-recipients" dir="auto">
        {[...content.to, ...content.cc, ...content.bcc].map(({ address }) => address).join(', ')}
      </p>
      <SafeHtml html={content.html} className="reply-conflict-text" />
    </section>
  );
}
