import { record } from './record.ts';

export const shell: Pick<Electron.Shell, 'openExternal'> = {
  async openExternal(url) {
    record.opened.push(url);
  },
};
