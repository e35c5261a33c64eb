// What `import … from 'electron'` gets under the stand-in.
import { app as standInApp } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { obeyTest } from './control.ts';
import { dialog as standInDialog } from './dialog.ts';
import { ipcMain as standInIpcMain } from './ipc-main.ts';
import { Menu } from './menu.ts';
import { nativeImage as standInNativeImage } from './native-image.ts';
import { Notification } from './notification.ts';
import { powerMonitor as standInPowerMonitor } from './power-monitor.ts';
import { safeStorage as standInSafeStorage } from './safe-storage.ts';
import { screen as standInScreen } from './screen.ts';
import { protocol as standInProtocol, session as standInSession } from './session.ts';
import { shell as standInShell } from './shell.ts';
import { strict } from './strict.ts';

export const app = strict('app', standInApp);
export const dialog = strict('dialog', standInDialog);
export const ipcMain = strict('ipcMain', standInIpcMain);
export const nativeImage = strict('nativeImage', standInNativeImage);
export const powerMonitor = strict('powerMonitor', standInPowerMonitor);
export const protocol = strict('protocol', standInProtocol);
export const safeStorage = strict('safeStorage', standInSafeStorage);
export const screen = strict('screen', standInScreen);
export const session = strict('session', standInSession);
export const shell = strict('shell', standInShell);
export { BrowserWindow, Menu, Notification };

obeyTest();
