import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { calls, type CallName } from '../../contract/desktop.ts';
import type { Dispatch } from '../services/dispatch.ts';
import { isOwnAddress } from './app-protocol.ts';

/** The channel of each call; the preload uses the same. */
const channelOf = (name: CallName) => `call:${name}`;

export type TrustedEvent = {
  readonly sender: Pick<WebContents, 'id'>;
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
};

/** One handler a call. Whoever is not the main frame of a window of ours, on our own origin, gets nothing. */
export function handleCalls(dispatch: Dispatch, isOwnContents: (id: number) => boolean): void {
  for (const name of Object.keys(calls) as CallName[]) {
    ipcMain.handle(channelOf(name), (event: IpcMainInvokeEvent, input: unknown) => {
      if (!isTrusted(event, isOwnContents)) throw new Error('refused');
      return dispatch(name, input);
    });
  }
}

/** The frame is null once it has navigated away or gone: nobody to answer, and nobody to trust. */
export function isTrusted(event: TrustedEvent, isOwnContents: (id: number) => boolean): boolean {
  const frame = event.senderFrame;
  if (frame === null || frame.parent !== null) return false;
  return isOwnContents(event.sender.id) && isOwnAddress(frame.url);
}
