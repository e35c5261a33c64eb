import { z } from 'zod';
import { me as meSchema, type Me } from '../../contract/api/session.ts';
import type { Connection } from '../../contract/desktop.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { RealtimeEvent } from '../../contract/realtime.ts';
import type { Delays } from './backoff.ts';
import {
  createBackendClient,
  type BackendClient,
  type OperationInput,
  type OperationOutput,
} from './backend-client.ts';
import { openEventStream, type EventStream } from './event-stream.ts';
import type { HostLog } from './host-log.ts';
import type { SecretStore } from './secret-store.ts';

export type SessionEvent =
  | { readonly type: 'connection'; readonly connection: Connection }
  /** The backend is up by its event stream, and slow or hung by its answers; or answers again. Nothing was missed. */
  | { readonly type: 'waiting'; readonly connection: Connection }
  | { readonly type: 'realtime'; readonly event: RealtimeEvent }
  | { readonly type: 'started'; readonly me: Me }
  /** `signed-out`: by the person; `expired`: the backend no longer takes the token. */
  | { readonly type: 'ended'; readonly reason: 'signed-out' | 'expired' };

export interface BackendSessionOptions {
  readonly backend: URL;
  readonly secrets: SecretStore;
  readonly log: HostLog;
  readonly onEvent: (event: SessionEvent) => void;
  readonly delays?: Delays;
  /** Milliseconds between signs of life on the event stream. */
  readonly heartbeat?: number;
  /** Milliseconds after which a call that is not answered shows in the connection; 3000 by default. */
  readonly patience?: number;
}

/**
 * One agent's session at the backend: the token, who is signed in, and the event stream.
 *
 *   signed out ──signIn, restore──► signed in ──signOut, token refused, session.ended──► signed out
 */
export interface BackendSession {
  /** Null while signed out. A copy that follows the agent's presence and the newest revision. */
  readonly me: () => Me | null;
  readonly connection: () => Connection;
  readonly client: BackendClient;
  /** Takes up the session of the last run, where its token was kept. Never fails; offline it trusts what was kept. */
  readonly restore: () => Promise<void>;
  /** Asks the backend again who is signed in: after a `reset` the copy kept here may have missed changes. */
  readonly refresh: () => Promise<Me>;
  readonly signIn: (input: OperationInput<'session.signIn'>) => Promise<Me>;
  /** Forgets the token even when the backend cannot be told. */
  readonly signOut: () => Promise<void>;
  /** Reconnects at once where it waits: the machine woke, the network is back. */
  readonly wake: () => void;
  readonly stop: () => void;
}

const keptSession = z.object({ backend: z.string(), token: z.string(), me: meSchema });

export function createBackendSession(options: BackendSessionOptions): BackendSession {
  const {
    backend,
    secrets,
    log,
    onEvent,
    delays = { first: 500, most: 20_000 },
    heartbeat = 15_000,
  } = options;
  let session: { readonly token: string; me: Me; readonly stream: EventStream } | null = null;
  let connection = signedOutConnection();
  let waitingSince: string | null = null;

  const client = createBackendClient({
    backend,
    token: () => session?.token ?? null,
    onRefused: (token) => {
      // A late answer to a call of an earlier session says nothing about this one.
      if (session?.token === token) void end('expired');
    },
    onWaiting: (isWaiting) => {
      waitingSince = isWaiting ? new Date().toISOString() : null;
      if (connection.state === 'online') onEvent({ type: 'waiting', connection: shown() });
    },
    ...(options.patience ? { patience: options.patience } : {}),
  });

  /** A stream that is open says nothing while the backend hangs. */
  function shown(): Connection {
    if (waitingSince === null || connection.state !== 'online') return connection;
    return { state: 'connecting', since: waitingSince, retryAt: null };
  }

  function begin(token: string, me: Me): void {
    session?.stream.stop();
    const stream = openEventStream({
      backend,
      token,
      since: me.revision,
      delays,
      heartbeat,
      log,
      onEvent: receive,
      onConnection: setConnection,
      onRefused: () => {
        if (session?.token === token) void end('expired');
      },
    });
    session = { token, me, stream };
    onEvent({ type: 'started', me });
  }

  /** At once; resolves when the kept token is gone as well. */
  function end(reason: 'signed-out' | 'expired'): Promise<void> {
    session?.stream.stop();
    session = null;
    const forgotten = forgetToken();
    setConnection(signedOutConnection());
    onEvent({ type: 'ended', reason });
    return forgotten;
  }

  function receive(event: RealtimeEvent): void {
    if (!session) return;
    if (event.type === 'session.ended') {
      void end('expired');
      return;
    }
    session.me = follow(session.me, event);
    onEvent({ type: 'realtime', event });
  }

  function setConnection(next: Connection): void {
    connection = next;
    onEvent({ type: 'connection', connection });
  }

  async function keepToken(token: string, me: Me): Promise<void> {
    await secrets.write(JSON.stringify({ backend: backend.href, token, me })).catch((cause: unknown) => {
      log.error('the session could not be kept for the next start', cause);
    });
  }

  async function forgetToken(): Promise<void> {
    await secrets.write(null).catch((cause: unknown) => {
      log.error('the kept session could not be removed', cause);
    });
  }

  async function readKept(): Promise<z.infer<typeof keptSession> | null> {
    try {
      const kept = keptSession.safeParse(JSON.parse((await secrets.read()) ?? 'null'));
      return kept.success && kept.data.backend === backend.href ? kept.data : null;
    } catch (cause) {
      log.error('the kept session could not be read', cause);
      return null;
    }
  }

  return {
    me: () => session?.me ?? null,
    connection: shown,
    client,
    async restore() {
      const kept = await readKept();
      if (!kept) return;
      const probe = createBackendClient({ backend, token: () => kept.token, timeout: 5000 });
      try {
        begin(kept.token, await probe.call('session.read', {}));
      } catch (cause) {
        // Only the backend's own word ends a session; while it cannot be asked the agent goes on with what is here.
        if (cause instanceof ExpectedError && cause.code === 'not-signed-in') await forgetToken();
        else begin(kept.token, kept.me);
      }
    },
    async refresh() {
      const asked = session;
      const me = await client.call('session.read', {});
      // An event that overtook the answer knows more than it.
      if (asked !== null && session === asked && me.revision >= asked.me.revision) asked.me = me;
      return session?.me ?? me;
    },
    async signIn(input) {
      const { token, me }: OperationOutput<'session.signIn'> = await client.call('session.signIn', input);
      if (session) await end('signed-out');
      await keepToken(token, me);
      begin(token, me);
      return me;
    },
    async signOut() {
      if (!session) return;
      const { token } = session;
      const last = createBackendClient({ backend, token: () => token, timeout: 3000 });
      await last.call('session.signOut', {}).catch((cause: unknown) => {
        log.warn('the backend was not told of the sign-out', { reason: String(cause) });
      });
      if (session?.token === token) await end('signed-out');
    },
    wake() {
      session?.stream.wake();
    },
    stop() {
      session?.stream.stop();
      session = null;
    },
  };
}

function signedOutConnection(): Connection {
  return { state: 'offline', since: new Date().toISOString(), retryAt: null };
}

function follow(me: Me, event: RealtimeEvent): Me {
  const revision = event.type === 'hello' ? me.revision : Math.max(me.revision, event.revision);
  const own = event.type === 'presence.changed' && event.agentId === me.agent.id;
  return { ...me, revision, ...(own ? { presence: event.presence } : {}) };
}
