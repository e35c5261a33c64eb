import type { IpcMainInvokeEvent } from 'electron';
import { isOwnAddress } from './own-address.ts';

/** The part of an IPC event that says who sent it. */
export interface Sender {
  readonly sender: Pick<IpcMainInvokeEvent['sender'], 'id'>;
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/**
 * True for the main frame of a window we opened that shows our own renderer. The frame is null once it has navigated
 * away or gone: nobody to answer, and nobody to trust.
 */
export function isTrustedSender(event: Sender, isOwnContents: (id: number) => boolean): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null) return false;
  return isOwnContents(event.sender.id) && isOwnAddress(frame.url);
}
