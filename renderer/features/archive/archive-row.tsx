import '../inbox/interaction-row.css';
import { CornerUpLeft } from 'lucide-react';
import type { ArchivedMail } from '../../../contract/domain/archive.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { archiveStrings } from './strings.ts';

/** A mail that was found. */
export function ArchiveRow({ mail }: { readonly mail: ArchivedMail }) {
  const strings = useStrings(archiveStrings);
  const times = useTimes();
  const now = useNow(60_000);
  const names = mail.to.map(({ name, address }) => name || address).join(', ');
  const who =
    mail.direction === 'out'
      ? strings.to({ names })
      : mail.from.name || mail.from.address || strings.noSender;
  return (
    <div className="row row-archived">
      <span className="row-top">
        {mail.direction === 'out' ? <CornerUpLeft aria-label={strings.sent} /> : null}
        <bdi className="row-sender">{who}</bdi>
        <time className="row-wait tabular" dateTime={mail.at}>
          {times.brief(mail.at, now)}
        </time>
      </span>
      <span className="row-middle">
        <span className="row-subject" dir="auto">
          {mail.subject || strings.noSubject}
        </span>
      </span>
      <span className="row-bottom">
        <span className="row-preview" dir="auto">
          {mail.preview}
        </span>
      </span>
    </div>
  );
}
