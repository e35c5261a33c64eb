import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { calls, type CallName } from '../../contract/desktop.ts';
import type { Dispatch } from '../services/dispatch.ts';
import { isTrustedSender } from './trusted-sender.ts';

/** The channel of each call; the preload uses the same. */
const channelOf = (name: CallName) => `call:${name}`;

/** One handler a call. Whoever is not the main frame of a window of ours, on our own origin, gets nothing. */
export function handleCalls(dispatch: Dispatch, isOwnContents: (id: number) => boolean): void {
  for (const name of Object.keys(calls) as CallName[]) {
    ipcMain.handle(channelOf(name), (event: IpcMainInvokeEvent, input: unknown) => {
      if (!isTrustedSender(event, isOwnContents)) throw new Error('refused');
      return dispatch(name, input);
    });
  }
}
