import { app, dialog, shell } from 'electron';
import path from 'node:path';
import type { HostLog } from '../services/host-log.ts';
import type { HostPort } from '../services/host-port.ts';
import { setBadge } from './badge.ts';
import type { MainWindow } from './main-window.ts';
import { createNotifications } from './notifications.ts';
import { createOsSecretStore } from './os-secret-store.ts';
import type { Strings } from './strings.ts';

/** What the desktop provides to the services. */
export function createElectronHost(
  profile: string,
  window: MainWindow,
  strings: Strings,
  log: HostLog,
): HostPort {
  const notify = createNotifications();
  return {
    edition: 'desktop',
    platform: desktopPlatform(),
    version: app.getVersion(),
    locales: () => app.getPreferredSystemLanguages(),
    profile,
    keepsSettings: true,
    secrets: createOsSecretStore(path.join(profile, 'session.bin'), log),
    delivery: {
      kind: 'dialog',
      async choosePath(suggestedName) {
        const options = {
          title: strings.saveAttachment,
          defaultPath: path.join(app.getPath('downloads'), suggestedName),
        };
        const parent = window.current();
        const { canceled, filePath } = await (parent
          ? dialog.showSaveDialog(parent, options)
          : dialog.showSaveDialog(options));
        return canceled || filePath === '' ? null : filePath;
      },
    },
    async openOutside(url) {
      await shell.openExternal(url);
      return true;
    },
    notify(notification, onClick) {
      notify(notification, () => {
        void window.show();
        onClick();
      });
    },
    setBadge(count) {
      setBadge(window.current(), count, strings.waitingCount);
    },
    log,
  };
}

function desktopPlatform(): HostPort['platform'] {
  const { platform } = process;
  return platform === 'darwin' || platform === 'win32' ? platform : 'linux';
}
