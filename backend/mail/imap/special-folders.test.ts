import { expect, test } from 'vitest';
import { findSpecialFolders, type ListedFolder } from './special-folders.ts';

function folder(
  path: string,
  use?: string,
  source?: 'extension' | 'name',
  parent: string[] = [],
): ListedFolder {
  return {
    path,
    flags: new Set(),
    parent,
    ...(use === undefined ? {} : { specialUse: use }),
    ...(source === undefined ? {} : { specialUseSource: source }),
  };
}

test('attributes win over names', () => {
  const folders = [
    folder('INBOX', '\\Inbox'),
    folder('Gesendet', '\\Sent', 'name'),
    folder('Out', '\\Sent', 'extension'),
    folder('Papierkorb', '\\Trash', 'name'),
  ];
  expect(findSpecialFolders(folders, {})).toEqual({ inbox: 'INBOX', sent: 'Out', trash: 'Papierkorb' });
});

test('of several with the name the one nearest to the top is taken', () => {
  const folders = [folder('Old/Sent', '\\Sent', 'name', ['Old']), folder('Sent', '\\Sent', 'name')];
  expect(findSpecialFolders(folders, {}).sent).toBe('Sent');
});

test('what the administrator has entered wins over all', () => {
  const folders = [folder('Sent', '\\Sent', 'extension')];
  const configured = { folder: 'Kunden', sentFolder: 'Ausgang', trashFolder: 'Müll' };
  expect(findSpecialFolders(folders, configured)).toEqual({
    inbox: 'Kunden',
    sent: 'Ausgang',
    trash: 'Müll',
  });
});

test('what is not there is not guessed', () => {
  expect(findSpecialFolders([folder('INBOX', '\\Inbox')], {})).toEqual({
    inbox: 'INBOX',
    sent: null,
    trash: null,
  });
});
