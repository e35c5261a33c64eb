import type { Logger } from 'pino';
import type { OutgoingServer } from '../../../contract/domain/mail-server.ts';
import type { ConnectionCredentials } from '../connection-secrets.ts';

export interface Parcel {
  /** The envelope's sender; empty for automatic mail (RFC 3834). */
  readonly from: string;
  /** The envelope's recipients, who need not stand in the header. */
  readonly to: readonly string[];
  /** The finished MIME bytes, handed over as they are. */
  readonly raw: Buffer;
  /** As it stands in the header; by it a mail is found again where a server keeps what it sends. */
  readonly messageId: string;
  /** Reports of its delivery are wanted under this name (ENVID of RFC 3461); null or absent: as the server likes. */
  readonly envelopeId?: string | null;
  /** Of the attempt, from 1 on, which is the default: a later one may find what an earlier one has left behind. */
  readonly number?: number;
}

export interface RefusedRecipient {
  readonly address: string;
  /** No use trying again; else later. */
  readonly lasting: boolean;
  /** The server's words. */
  readonly words: string;
}

/** What became of a parcel. Only after `taken` does the server answer for it, and only `unknown` leaves it open. */
export type Delivery =
  | { readonly outcome: 'taken'; readonly words: string; readonly refused: readonly RefusedRecipient[] }
  /** Nobody has got it, and nobody will. */
  | { readonly outcome: 'refused'; readonly words: string }
  /** Nobody has got it; trying again may help. */
  | { readonly outcome: 'deferred'; readonly error: unknown }
  /** Nobody has got it, and the server is not to blame: we broke off before the end. */
  | { readonly outcome: 'interrupted'; readonly error: unknown }
  /** The server may have taken it, and no answer came. */
  | { readonly outcome: 'unknown'; readonly error: unknown };

/**
 * Hands one message to a server by one protocol. Never rejects once the server may have the message.
 * @param beforeHandOver called before what the server can take the message by leaves: the end of its bytes, the
 *   request that sends. The message cannot be taken before it has resolved; if it rejects, nothing more is said to the
 *   server and the delivery is `interrupted`
 */
export type Deliver<Server extends OutgoingServer> = (
  server: Server,
  credentials: ConnectionCredentials,
  parcel: Parcel,
  beforeHandOver: () => Promise<void>,
  context?: DeliveryContext,
) => Promise<Delivery>;

export interface DeliveryContext {
  readonly log?: Logger;
  /** Aborts when the backend is told to end: an answer is waited for only seconds more. */
  readonly stopping?: AbortSignal;
}
