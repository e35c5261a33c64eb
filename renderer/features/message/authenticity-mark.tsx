import './authenticity-mark.css';
import { Shield, ShieldAlert, ShieldCheck, ShieldQuestionMark } from 'lucide-react';
import { DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { AuthenticationResult, MailAuthentication } from '../../../contract/domain/authentication.ts';
import type { Message } from '../../../contract/domain/message.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { authenticityStrings } from './authenticity-strings.ts';

type Strings = ReturnType<typeof useStrings<typeof authenticityStrings.en>>;

const icons = { authentic: ShieldCheck, doubtful: ShieldQuestionMark, forged: ShieldAlert, unknown: Shield };

/** Whether a mail is from whom it says: a calm mark, and what was found when it is pressed. */
export function AuthenticityMark({ authentication }: { readonly authentication: MailAuthentication }) {
  const strings = useStrings(authenticityStrings);
  const { verdict, reason } = authentication;
  const Icon = icons[verdict];
  return (
    <DialogTrigger>
      <Button look="quiet" size="small" className={`authenticity authenticity-${verdict}`} icon={<Icon />}>
        {strings[verdict]}
      </Button>
      <Popover className="ui-popover why-popover" placement="bottom start" offset={4}>
        <div className="why">
          <h2>{strings.title}</h2>
          <p>{strings[reason]}</p>
          <Details authentication={authentication} strings={strings} />
        </div>
      </Popover>
    </DialogTrigger>
  );
}

/** A warning where an agent could be led astray: a forged sender, or one who looks like another. */
export function AuthenticityWarning({ message }: { readonly message: Message }) {
  const strings = useStrings(authenticityStrings);
  const { authentication } = message;
  if (!authentication) return null;
  const { verdict, reason, lookAlike } = authentication;
  const domain = authentication.domain ?? '';
  const warnings = [
    ...(verdict === 'forged'
      ? [reason === 'several-senders' ? strings.severalWarning : strings.forgedWarning({ domain })]
      : []),
    ...(lookAlike?.kind === 'name'
      ? [strings.nameWarning({ of: lookAlike.of, address: message.from.address })]
      : []),
    ...(lookAlike?.kind === 'own' && verdict !== 'forged' ? [strings.ownWarning({ domain })] : []),
    ...(lookAlike?.kind === 'domain' ? [strings.domainWarning({ of: lookAlike.of, domain })] : []),
  ];
  if (warnings.length === 0) return null;
  return (
    <div className="message-notices">
      <Notice tone={verdict === 'forged' ? 'danger' : 'warning'}>
        <span dir="auto">{warnings.join(' ')}</span>
      </Notice>
    </div>
  );
}

function Details({
  authentication,
  strings,
}: {
  readonly authentication: MailAuthentication;
  readonly strings: Strings;
}) {
  const { domain, spf, dkim, dmarc, arc, server } = authentication;
  const say = (result: AuthenticationResult) => sayResult(strings, result);
  const policies = {
    none: strings.policyNone,
    quarantine: strings.policyQuarantine,
    reject: strings.policyReject,
  };
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [strings.domain, domain === null ? [] : [domain]],
    [strings.server, spf ? [strings.by({ result: say(spf.result), domain: spf.domain })] : []],
    [
      strings.signature,
      dkim.length === 0
        ? [strings.none]
        : dkim.map((one) => strings.by({ result: say(one.result), domain: one.domain })),
    ],
    [
      strings.policy,
      !dmarc
        ? []
        : [
            dmarc.policy === null
              ? say(dmarc.result)
              : strings.asks({ result: say(dmarc.result), policy: policies[dmarc.policy] }),
          ],
    ],
    [strings.seals, arc ? [strings.by({ result: say(arc.result), domain: arc.sealers.join(' → ') })] : []],
    [strings.ours, server ? describeServer(server, say) : []],
  ];
  return (
    <dl>
      {rows
        .filter(([, values]) => values.length > 0)
        .map(([label, values]) => (
          <div key={label} className="authenticity-row">
            <dt>{label}</dt>
            {values.map((value, index) => (
              <dd key={index} dir="auto">
                {value}
              </dd>
            ))}
          </div>
        ))}
    </dl>
  );
}

function describeServer(
  server: NonNullable<MailAuthentication['server']>,
  say: (result: AuthenticationResult) => string,
): readonly string[] {
  const found = (['spf', 'dkim', 'dmarc'] as const).flatMap((method) => {
    const result = server[method];
    return result === null ? [] : [`${method.toUpperCase()} ${say(result)}`];
  });
  return [`${server.name}: ${found.join(', ')}`];
}

function sayResult(strings: Strings, result: AuthenticationResult): string {
  if (result === 'policy') return strings.policyResult;
  return result === 'not-checked' ? strings.unchecked : strings[result];
}
