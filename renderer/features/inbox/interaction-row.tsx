import './interaction-row.css';
import { ChevronsDown, ChevronsUp, Paperclip, PencilLine, TriangleAlert } from 'lucide-react';
import type { InteractionSummary } from '../../../contract/domain/interaction.ts';
import { useLanguage, useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { LanguageTag } from '../../ui/language-tag.tsx';
import { Tags } from '../../ui/tags.tsx';
import { useNow } from '../../ui/use-now.ts';
import { expertStrings } from '../message/expert-strings.ts';
import { deliveryStrings, failureReason } from '../message/delivery-strings.ts';
import { inboxStrings } from './strings.ts';

export interface InteractionRowProps {
  readonly interaction: InteractionSummary;
  /** Left out where all rows are of one group. */
  readonly showsGroup: boolean;
}

/** A row: who, what, how long, where. */
export function InteractionRow({ interaction, showsGroup }: InteractionRowProps) {
  const strings = useStrings(inboxStrings);
  const times = useTimes();
  const now = useNow(15_000);
  const {
    from,
    subject,
    language,
    group,
    attachmentCount,
    draftId,
    problem,
    state,
    priority,
    tags,
    newest,
    mailCount = 1,
  } = interaction;
  const since = (instant: string) => times.span(Math.max(0, now - Date.parse(instant)));
  const waits = strings.waitsFor({ span: since(interaction.receivedAt) });
  const time = newest ? strings.newestAndWait({ span: since(newest.at), waits }) : waits;
  return (
    <div className={`row row-${state}`}>
      <span className="row-top">
        <bdi className="row-sender">{from.name || from.address || strings.noSender}</bdi>
        {mailCount > 1 ? (
          <span className="row-count tabular" title={strings.mails({ count: mailCount })}>
            <span aria-hidden="true">{mailCount}</span>
            <span className="visually-hidden">{strings.mails({ count: mailCount })}</span>
          </span>
        ) : null}
        <span className="row-wait tabular" title={time}>
          <span aria-hidden="true">{since(newest?.at ?? interaction.receivedAt)}</span>
          <span className="visually-hidden">{time}</span>
        </span>
      </span>
      <span className="row-middle">
        <span className="row-subject" dir="auto">
          {subject || strings.noSubject}
        </span>
        {priority === 0 ? null : priority > 0 ? (
          <ChevronsUp className="row-raised" aria-label={strings.priority({ priority })} />
        ) : (
          <ChevronsDown aria-label={strings.priority({ priority })} />
        )}
        {problem ? <TriangleAlert className="row-problem" aria-label={strings.problem} /> : null}
        {attachmentCount > 0 ? (
          <Paperclip aria-label={strings.attachments({ count: attachmentCount })} />
        ) : null}
      </span>
      <span className="row-bottom">
        {draftId ? (
          <span className="row-draft">
            <PencilLine aria-hidden="true" />
            {strings.hasDraft}
          </span>
        ) : null}
        <Tags tags={tags} label={strings.tags} most={1} />
        <RowExpert interaction={interaction} />
        <RowKind interaction={interaction} />
        <RowPreview interaction={interaction} />
        {showsGroup ? <span className="row-group">{group.name}</span> : null}
        <LanguageTag language={language} />
      </span>
    </div>
  );
}

/** The beginning of the newest mail; with its writer where that is not whom the row names. */
function RowPreview({ interaction: { from, newest, preview } }: Pick<InteractionRowProps, 'interaction'>) {
  const another =
    newest && newest.from.address.toLowerCase() !== from.address.toLowerCase()
      ? newest.from.name || newest.from.address
      : '';
  return (
    <span className="row-preview" dir="auto">
      {another ? <bdi className="row-writer">{another}: </bdi> : null}
      {newest?.preview ?? preview}
    </span>
  );
}

/** Whether an expert is waited for, or has answered. */
function RowExpert({ interaction: { expert } }: Pick<InteractionRowProps, 'interaction'>) {
  const strings = useStrings(expertStrings);
  if (!expert) return null;
  return (
    <span className="row-kind">
      {expert.answeredAt === null ? strings.waitsShort : strings.answeredShort}
    </span>
  );
}

/** What no person wrote says so; what came back, why. */
export function RowKind({ interaction }: Pick<InteractionRowProps, 'interaction'>) {
  const strings = useStrings(deliveryStrings);
  const language = useLanguage((state) => state.language);
  const { delivery, kind = 'message' } = interaction;
  if (delivery) {
    return (
      <span className="row-kind row-failed">
        {strings.failed({ reason: failureReason(delivery, language) })}
      </span>
    );
  }
  return kind === 'message' ? null : <span className="row-kind">{strings[kind]}</span>;
}
