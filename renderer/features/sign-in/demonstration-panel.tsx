import { ExternalLink, MailPlus } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useStrings } from '../../strings/strings.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import type { Demonstration } from './session-store.ts';
import { signInStrings } from './strings.ts';

export interface DemonstrationPanelProps {
  readonly demonstration: Demonstration;
  readonly busy: boolean;
  readonly onSignIn: (login: string) => void;
  readonly onOpenSink: () => void;
}

/** Patterns such as `orders.*@example.com` are no addresses to write to. */
function isPlain(address: string): boolean {
  return !address.includes('*');
}

/** The accounts of a demonstration, and how to send it a mail. */
export function DemonstrationPanel({ demonstration, busy, onSignIn, onOpenSink }: DemonstrationPanelProps) {
  const strings = useStrings(signInStrings);
  const { accounts, smtp, sink } = demonstration;
  return (
    <aside className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{strings.demonstration}</h2>
      <p>{strings.demonstrationText}</p>
      <ul className="demo-accounts">
        {accounts.map((account) => (
          <li key={account.login}>
            <AriaButton
              className="demo-account"
              isDisabled={busy}
              onPress={() => {
                onSignIn(account.login);
              }}
            >
              <Avatar name={account.name} />
              <span className="visually-hidden">{strings.signInAs}</span>
              <span className="demo-account-text">
                <span className="demo-account-name">{account.name}</span>
                <span className="demo-account-groups">{account.groups.join(' · ')}</span>
              </span>
            </AriaButton>
          </li>
        ))}
      </ul>
      <h3>
        <MailPlus aria-hidden="true" /> {strings.sendMail}
      </h3>
      <p>{strings.sendMailText({ host: smtp.host, port: smtp.port })}</p>
      <ul className="demo-addresses">
        {smtp.addresses.filter(isPlain).map((address) => (
          <li key={address}>
            <code>{address}</code>
          </li>
        ))}
      </ul>
      <p className="demo-sink">
        {strings.sink} <code>{sink.folder}</code>
      </p>
      <Button size="small" icon={<ExternalLink />} onPress={onOpenSink}>
        {strings.openSink}
      </Button>
    </aside>
  );
}
