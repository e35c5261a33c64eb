import type { Interaction } from '../../../contract/domain/interaction.ts';
import type { Threading } from '../../../contract/domain/threading.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { threadStrings } from './thread-strings.ts';

/** Why mails lie together in this interaction, rule by rule. */
export function ThreadReasons({ interaction }: { readonly interaction: Interaction }) {
  const strings = useStrings(threadStrings);
  const times = useTimes();
  const { thread, messages } = interaction;
  if (!thread || (thread.reasons.length === 0 && thread.earlier.length === 0)) return null;
  const say = ({ rule, evidence }: Threading): string => {
    if (rule === 'subject') return strings.subject({ evidence });
    return rule === 'person' ? strings.person({ evidence }) : strings[rule];
  };
  return (
    <>
      <h2>{strings.reasons}</h2>
      <dl>
        {thread.reasons.map((reason) => {
          const mail = messages.find(({ id }) => id === reason.mailId);
          return (
            <div key={reason.mailId} className="why-row">
              <dt className="tabular">{mail ? times.full(mail.date ?? mail.receivedAt) : ''}</dt>
              <dd dir="auto">{say(reason)}</dd>
            </div>
          );
        })}
      </dl>
      {thread.earlier.length > 0 ? <p>{strings.earlier({ count: thread.earlier.length })}</p> : null}
    </>
  );
}
