import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { Strings } from './strings.ts';

/**
 * The menu of the app. An item of ours sends the id of a command to the renderer, which runs it as its own palette
 * would; the accelerator is that of the renderer, where a key reaches the menu only if the page has left it.
 */
export function setApplicationMenu(strings: Strings, run: (command: string) => void): void {
  const command = (label: string, id: string, accelerator?: string): MenuItemConstructorOptions => ({
    id,
    label,
    click: () => {
      run(id);
    },
    ...(accelerator ? { accelerator } : {}),
  });
  const settings = command(strings.settings, 'settings.open', 'CmdOrCtrl+,');
  const isMac = process.platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };

  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [appMenu(settings)] : []),
    {
      label: strings.file,
      submenu: [
        command(strings.newMail, 'mail.new'),
        ...(isMac ? [] : [separator, settings]),
        separator,
        isMac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { label: strings.edit, role: 'editMenu' },
    {
      label: strings.view,
      submenu: [
        command(strings.commands, 'palette.open', 'CmdOrCtrl+K'),
        command(strings.switchTheme, 'theme.switch', 'CmdOrCtrl+Shift+L'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
      ],
    },
    {
      label: strings.go,
      submenu: [
        command(strings.work, 'go.work'),
        command(strings.waiting, 'go.waiting'),
        command(strings.outgoing, 'go.outgoing'),
        command(strings.archive, 'go.archive'),
      ],
    },
    { role: 'windowMenu' },
    { label: strings.help, role: 'help', submenu: [command(strings.shortcuts, 'shortcuts.show')] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

function appMenu(settings: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}
