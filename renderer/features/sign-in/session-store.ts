import { createStore, type StoreApi } from 'zustand';
import type { CallOutput, Connection, HostEvent, HostState } from '../../../contract/desktop.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { failureCode } from '../../strings/failures.ts';
import { createStoreContext } from '../../ui/store-context.ts';

export type Me = NonNullable<HostState['me']>;
export type Demonstration = NonNullable<CallOutput<'about.read'>['demonstration']>;

/**
 * starting ──► signed-out ──signIn──► signed-in
 *    │             ▲                      │
 *    ▼             └──signOut / ended─────┘
 *  failed ──start──► starting
 */
export type Session =
  | { readonly state: 'starting' }
  | { readonly state: 'failed'; readonly code: ErrorCode }
  | { readonly state: 'signed-out'; readonly ended: boolean }
  | { readonly state: 'signed-in'; readonly me: Me };

export interface SessionState {
  readonly session: Session;
  readonly host: HostState | null;
  readonly connection: Connection | null;
  /** The accounts to try, where the backend is a demonstration. */
  readonly demonstration: Demonstration | null;
  readonly signingIn: boolean;
  readonly failure: ErrorCode | null;
  readonly start: () => Promise<void>;
  readonly readAbout: () => Promise<void>;
  readonly signIn: (login: string, password: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
  readonly apply: (event: HostEvent) => void;
}

type Truth = Pick<SessionState, 'session' | 'connection'>;

/** Folds an event of the host into the session. */
export function applyToSession(state: Truth, event: HostEvent): Truth {
  if (event.type === 'connection') return { ...state, connection: event.connection };
  const ended =
    event.type === 'session.ended' || (event.type === 'realtime' && event.event.type === 'session.ended');
  if (ended && state.session.state === 'signed-in') {
    return { ...state, session: { state: 'signed-out', ended: true } };
  }
  return state;
}

/** Who is signed in, at which backend, and whether it can be reached. */
export function createSessionStore(desktop: Desktop): StoreApi<SessionState> {
  return createStore((set, get) => ({
    session: { state: 'starting' },
    host: null,
    connection: null,
    demonstration: null,
    signingIn: false,
    failure: null,
    async start() {
      set({ session: { state: 'starting' } });
      try {
        const host = await desktop.call('host.state', {});
        set({
          host,
          connection: host.connection,
          session: host.me ? { state: 'signed-in', me: host.me } : { state: 'signed-out', ended: false },
        });
      } catch (error) {
        set({ session: { state: 'failed', code: failureCode(error) } });
      }
    },
    async readAbout() {
      try {
        const { demonstration } = await desktop.call('about.read', {});
        set({ demonstration, ...(get().failure === 'unreachable' ? { failure: null } : {}) });
      } catch (error) {
        set({ failure: failureCode(error) });
      }
    },
    async signIn(login, password) {
      set({ signingIn: true, failure: null });
      try {
        const me = await desktop.call('session.signIn', { login, password });
        set({ session: { state: 'signed-in', me } });
      } catch (error) {
        set({ failure: failureCode(error) });
      } finally {
        set({ signingIn: false });
      }
    },
    async signOut() {
      await desktop.call('session.signOut', {});
      set({ session: { state: 'signed-out', ended: false }, failure: null });
    },
    apply(event) {
      set(applyToSession(get(), event));
    },
  }));
}

export const {
  Provider: SessionProvider,
  useSelected: useSession,
  useApi: useSessionStore,
} = createStoreContext<SessionState>('session');
