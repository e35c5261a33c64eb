// The order of starting up, and nothing else.
import { app, dialog, powerMonitor, session, shell } from 'electron';
import path from 'node:path';
import { describeCause } from '../services/host-log.ts';
import { createServices } from '../services/services.ts';
import { registerAppScheme, serveRenderer } from './app-protocol.ts';
import { createElectronHost } from './electron-host.ts';
import { denyPermissions, guardContents } from './guard-contents.ts';
import { handleCalls } from './ipc.ts';
import { readLaunchOptions } from './launch-options.ts';
import { openLogFile } from './log-file.ts';
import { createMainWindow } from './main-window.ts';
import { setApplicationMenu } from './menu.ts';
import { quitInPhases } from './quitting.ts';
import { chooseStrings } from './strings.ts';
import { createWindowMemory } from './window-state.ts';

const built = path.join(import.meta.dirname, '..');

async function start(backend: URL): Promise<void> {
  const profile = app.getPath('userData');
  const log = openLogFile(profile);
  const strings = chooseStrings(app.getPreferredSystemLanguages());
  denyPermissions(session.defaultSession);
  serveRenderer(session.defaultSession, path.join(built, 'renderer'));

  const window = createMainWindow({
    preload: path.join(built, 'electron/preload.cjs'),
    memory: createWindowMemory(profile, log),
    strings,
    log,
  });
  const services = createServices(createElectronHost(profile, window, strings, log), {
    backend,
    onEvent: window.send,
  });
  handleCalls(services.dispatch, window.owns);
  setApplicationMenu(strings, (command) => {
    window.send({ type: 'command', command });
  });
  quitInPhases(services, log);
  powerMonitor.on('resume', services.wake);
  app.on('second-instance', () => void window.show());
  app.on('activate', () => void window.show());
  await window.show();
}

function failToStart(reason: string): void {
  dialog.showErrorBox(chooseStrings(app.getPreferredSystemLanguages()).cannotStart, reason);
  app.exit(1);
}

const options = readLaunchOptions(process.argv.slice(1), process.env);
app.enableSandbox();
registerAppScheme();
guardContents((url) => void shell.openExternal(url));
app.on('window-all-closed', () => {
  if (process.platform !== 'darwin') app.quit();
});

// No top-level await of `ready`: Electron gets ready only after this module has been loaded.
if (options.state === 'wrong') {
  const { reason } = options;
  void app.whenReady().then(() => {
    failToStart(reason);
    return null;
  });
} else {
  if (options.profile !== null) app.setPath('userData', path.resolve(options.profile));
  if (app.requestSingleInstanceLock()) {
    app
      .whenReady()
      .then(() => start(options.backend))
      .catch((cause: unknown) => {
        failToStart(describeCause(cause));
      });
  } else {
    app.quit();
  }
}
