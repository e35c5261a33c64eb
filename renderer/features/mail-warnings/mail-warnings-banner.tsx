import './mail-warnings-banner.css';
import { TriangleAlert } from 'lucide-react';
import type { MailWarning } from '../../../contract/domain/mail-warning.ts';
import { assertNever } from '../../../contract/assert-never.ts';
import { useDesktop } from '../../platform/desktop-context.ts';
import { useStrings } from '../../strings/strings.ts';
import { useTimes } from '../../strings/times.ts';
import { useNow } from '../../ui/use-now.ts';
import { mailWarningStrings } from './strings.ts';
import { useMailWarnings } from './use-mail-warnings.ts';

const most = 3;

/** Says where mail may not be coming or going, for as long as it is so. */
export function MailWarningsBanner() {
  const warnings = useMailWarnings(useDesktop());
  const strings = useStrings(mailWarningStrings);
  const times = useTimes();
  const now = useNow(60_000);
  if (warnings.length === 0) return null;
  return (
    <section className="mail-warnings" aria-label={strings.title}>
      <TriangleAlert aria-hidden="true" />
      <ul aria-live="polite">
        {warnings.slice(0, most).map((warning) => (
          <li key={`${warning.server} ${warning.direction}`}>
            {describe(strings, warning, times.brief(warning.since, now))} {/* In the words of the backend. */}
            <bdi className="mail-warnings-problem" lang="en">
              {warning.problem}
            </bdi>
          </li>
        ))}
        {warnings.length > most ? <li>{strings.more({ count: warnings.length - most })}</li> : null}
      </ul>
    </section>
  );
}

function describe(
  strings: typeof mailWarningStrings.en,
  { server, direction, reason }: MailWarning,
  since: string,
): string {
  switch (reason) {
    case 'failing':
      return direction === 'in'
        ? strings.failingIn({ server, since })
        : strings.failingOut({ server, since });
    case 'no-contact':
      return strings.noContact({ server, since });
    case 'quiet':
      return strings.quiet({ server, since });
    default:
      return assertNever(reason);
  }
}
