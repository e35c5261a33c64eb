import type { Logger } from 'pino';
import type { operations, OperationName } from '../../contract/api/operations.ts';
import type { about } from '../../contract/api/session.ts';
import type { InputOf, OutputOf } from '../../contract/operation.ts';
import type { Database } from '../db/database.ts';
import type { ConnectionSecrets } from '../mail/connection-secrets.ts';
import type { Viewer } from '../routing/viewer.ts';

/** The operations that need no session. Checked against the contract when they are registered. */
export const publicOperations = ['about.read', 'session.signIn'] as const satisfies readonly OperationName[];
export type PublicOperation = (typeof publicOperations)[number];

/** The network side of a call. */
export interface PublicCall {
  /** The client's address, for the throttle of sign-in. */
  readonly address: string;
}

export interface AgentCall extends PublicCall {
  readonly viewer: Viewer;
  /** The session's own, to sign it out. Never logged. */
  readonly token: string;
}

type Operations = typeof operations;
export type CallOf<K extends OperationName> = K extends PublicOperation ? PublicCall : AgentCall;

/** Bytes of any origin do: a Buffer of the database lies in a pool. */
type Answer<T> = T extends Uint8Array ? Uint8Array : T;

/** Runs one operation on parsed input. Expected failures are thrown as `ExpectedError`. */
export type Handler<K extends OperationName> = (
  input: InputOf<Operations[K]>,
  call: CallOf<K>,
) => Promise<Answer<OutputOf<Operations[K]>>>;

export type Handlers = { readonly [K in OperationName]: Handler<K> };

/** What the handlers stand on. */
export interface HandlerOptions {
  readonly db: Database;
  readonly log: Logger;
  readonly version: string;
  /** The folder `Spelling/` (M21). */
  readonly spellingFolder: string;
  /** By which a trial of the mail servers comes by their secrets. */
  readonly secrets: ConnectionSecrets;
  /** What a stranger may know of the demonstration; null: this is none. */
  readonly demonstration: { readonly about: OutputOf<typeof about>['demonstration'] } | null;
}
