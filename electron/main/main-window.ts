import { BrowserWindow, dialog } from 'electron';
import path from 'node:path';
import type { HostEvent } from '../../contract/desktop.ts';
import type { HostLog } from '../services/host-log.ts';
import { rendererAddress } from './own-address.ts';
import type { Strings } from './strings.ts';
import type { WindowMemory } from './window-state.ts';

export interface MainWindowOptions {
  /** The built preload. */
  readonly preload: string;
  readonly memory: WindowMemory;
  readonly strings: Strings;
  readonly log: HostLog;
}

/** The one window of the app. */
export interface MainWindow {
  /** Opens it, or brings it to the front. */
  readonly show: () => Promise<void>;
  readonly current: () => BrowserWindow | null;
  readonly send: (event: HostEvent) => void;
  readonly owns: (contentsId: number) => boolean;
}

/** More crashes than this within a minute, and reloading is no remedy. */
const mostCrashes = 3;

export function createMainWindow({ preload, memory, strings, log }: MainWindowOptions): MainWindow {
  let window: BrowserWindow | null = null;

  async function open(): Promise<void> {
    const { bounds, isMaximized } = await memory.recall();
    const opened = new BrowserWindow({
      width: 1360,
      height: 860,
      ...bounds,
      minWidth: 720,
      minHeight: 480,
      show: false,
      title: 'Postroom',
      webPreferences: {
        preload: path.resolve(preload),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        // The spelling is Postroom's own.
        spellcheck: false,
      },
    });
    window = opened;
    if (isMaximized) opened.maximize();
    opened.once('ready-to-show', () => {
      opened.show();
    });
    opened.on('closed', () => {
      window = null;
    });
    memory.follow(opened);
    reloadAfterCrash(opened, strings, log);
    await opened.loadURL(rendererAddress);
  }

  return {
    current: () => window,
    owns: (contentsId) => window !== null && window.webContents.id === contentsId,
    send(event) {
      if (window && !window.isDestroyed()) window.webContents.send('event', event);
    },
    async show() {
      if (!window) {
        await open();
        return;
      }
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
  };
}

/** The journal has what was typed; the screens come back by themselves. */
function reloadAfterCrash(window: BrowserWindow, strings: Strings, log: HostLog): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    log.warn('the window failed', { reason });
    crashes = [...crashes.filter((at) => at > Date.now() - 60_000), Date.now()];
    if (crashes.length <= mostCrashes) {
      window.webContents.reload();
      return;
    }
    void dialog
      .showMessageBox(window, {
        type: 'error',
        message: strings.windowFails,
        detail: strings.windowFailsDetail,
        buttons: [strings.reload, strings.close],
        defaultId: 0,
        cancelId: 1,
      })
      .then(({ response }) => {
        if (response === 0) window.webContents.reload();
        else window.close();
        return null;
      });
  });
}
