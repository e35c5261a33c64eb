import { decodeBytesJson } from '../../contract/bytes-json.ts';

export interface HostEventsOptions {
  readonly onEvent: (event: unknown) => void;
  /** The connection to the web edition's host was lost; with the instant of the next attempt. */
  readonly onLost: (retryAt: string) => void;
  /** True when the host answers; asked before each reconnect. */
  readonly probe: () => Promise<boolean>;
}

const firstDelay = 300;
const longestDelay = 5000;

/**
 * Listens on the page's own `/desktop/events` for as long as the page lives. After a loss the host itself tells the
 * window what it must read again, and its connection.
 */
export function openHostEvents({ onEvent, onLost, probe }: HostEventsOptions): void {
  let delay = firstDelay;
  let returning = false;

  function connect(): void {
    const url = new URL(`/desktop/events?returning=${returning}`, location.href);
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => {
      returning = true;
      delay = firstDelay;
    });
    socket.addEventListener('message', (message) => {
      if (typeof message.data === 'string') onEvent(decodeBytesJson(message.data));
    });
    socket.addEventListener('close', retryLater);
  }

  function retryLater(): void {
    onLost(new Date(Date.now() + delay).toISOString());
    setTimeout(() => void retry(), delay);
    delay = Math.min(delay * 2, longestDelay);
  }

  async function retry(): Promise<void> {
    if (await probe()) connect();
    else retryLater();
  }

  connect();
}
