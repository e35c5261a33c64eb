import { useStrings } from '../../strings/strings.ts';
import { signInStrings } from './strings.ts';

export interface ServerStateProps {
  readonly backend: string;
  readonly version: string;
  readonly failed: boolean;
}

/** Which server this desktop speaks to, and whether it answers. */
export function ServerState({ backend, version, failed }: ServerStateProps) {
  const strings = useStrings(signInStrings);
  return (
    <footer className="server-state">
      <span className={`server-state-dot${failed ? ' server-state-bad' : ''}`} aria-hidden="true" />
      <span className="server-state-address" title={backend}>
        {failed ? strings.offline : strings.online}
        {' · '}
        {backend}
      </span>
      <span>{strings.version({ version })}</span>
    </footer>
  );
}
