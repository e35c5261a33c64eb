import './interaction-row.css';
import type { Draft } from '../../../contract/domain/draft.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { inboxStrings } from './strings.ts';

/** A new mail that is being written. */
export function DraftRow({ draft }: { readonly draft: Draft }) {
  const strings = useStrings(inboxStrings);
  const times = useTimes();
  const now = useNow(15_000);
  const to = draft.to.map(({ name, address }) => name || address).join(', ');
  return (
    <div className="row row-parked">
      <span className="row-top">
        <bdi className="row-sender">{to || strings.noRecipient}</bdi>
        <span className="row-wait tabular">{times.brief(draft.updatedAt, now)}</span>
      </span>
      <span className="row-middle">
        <span className="row-subject" dir="auto">
          {draft.subject || strings.noSubject}
        </span>
      </span>
      <span className="row-bottom">
        <bdi className="row-preview">{draft.from.address}</bdi>
      </span>
    </div>
  );
}
