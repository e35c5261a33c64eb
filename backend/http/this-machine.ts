import type { IncomingMessage } from 'node:http';
import { ExpectedError } from '../../contract/error.ts';
import { isLoopbackAddress } from './same-origin.ts';

/**
 * Refuses what does not come from a program on this machine: neither from another one, nor through a reverse proxy.
 * @throws not-allowed
 */
export function requireThisMachine({ headers, socket }: IncomingMessage): void {
  const isForwarded = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => name in headers);
  if (isLoopbackAddress(socket.remoteAddress) && !isForwarded) return;
  throw new ExpectedError(
    'not-allowed',
    'This is told on the machine of the backend only. Have the collector run there.',
  );
}
