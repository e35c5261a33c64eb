import {
  calls,
  hostEvent,
  type CallInput,
  type CallName,
  type CallOutput,
  type DesktopBridge,
  type HostEvent,
} from '../../contract/desktop.ts';
import { ExpectedError } from '../../contract/error.ts';

declare global {
  interface Window {
    /** Put there by the preload on the desktop and by the web client in a browser. */
    readonly postroom: DesktopBridge;
  }
}

/** The typed client of the host. Both directions are parsed here as well as in the host. */
export interface Desktop {
  /** Rejects with {@link ExpectedError} when the host answers a failure. */
  readonly call: <K extends CallName>(name: K, input: CallInput<K>) => Promise<CallOutput<K>>;
  /** Returns the unsubscribe function. */
  readonly onEvent: (listener: (event: HostEvent) => void) => () => void;
}

export function createDesktop(bridge: DesktopBridge): Desktop {
  return {
    async call(name, input) {
      const { input: inputSchema, output } = calls[name];
      const reply = await bridge.calls[name](inputSchema.parse(input));
      if (!reply.ok) throw new ExpectedError(reply.error.code, reply.error.message, reply.error.detail);
      return output.parse(reply.value) as CallOutput<typeof name>;
    },
    onEvent(listener) {
      return bridge.onEvent((event) => {
        listener(hostEvent.parse(event));
      });
    },
  };
}
