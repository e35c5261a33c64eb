import './connection-state.css';
import type { Connection } from '../../contract/desktop.ts';
import { useStrings } from '../strings/strings.ts';
import { useTimes } from '../strings/times.ts';
import { useNow } from '../ui/use-now.ts';
import { appStrings } from './strings.ts';

/** Whether the server is reached, always in view. */
export function ConnectionState({ connection }: { readonly connection: Connection }) {
  const strings = useStrings(appStrings);
  const times = useTimes();
  const now = useNow(1000);
  const seconds = connection.retryAt ? Math.ceil((Date.parse(connection.retryAt) - now) / 1000) : 0;
  const text = {
    online: strings.online,
    connecting: strings.connecting,
    offline: strings.offline({ since: times.time(connection.since) }),
  }[connection.state];
  return (
    <p className={`connection connection-${connection.state}`} title={text}>
      <span className="connection-dot" aria-hidden="true" />
      <span className="connection-text">
        <output>{text}</output>
        {connection.state === 'offline' && seconds > 0 ? (
          <span className="tabular"> · {strings.retryIn({ seconds })}</span>
        ) : null}
      </span>
    </p>
  );
}
