import type { ListResponse } from 'imapflow';
import type { ImapServer } from '../../../contract/domain/mail-server.ts';

export interface SpecialFolders {
  readonly inbox: string;
  /** Null where neither attribute nor name nor configuration says which (M9). */
  readonly sent: string | null;
  readonly trash: string | null;
}

export type ListedFolder = Pick<
  ListResponse,
  'path' | 'specialUse' | 'specialUseSource' | 'flags' | 'parent'
>;

/**
 * Finds the folders by configuration first of all, then by SPECIAL-USE (RFC 6154), then by the names that mail
 * programs give them in many languages, the one nearest to the top (M9).
 * @param folders as imapflow lists them: it reads the attributes and knows the names
 */
export function findSpecialFolders(
  folders: readonly ListedFolder[],
  configured: Pick<ImapServer, 'folder' | 'sentFolder' | 'trashFolder'>,
): SpecialFolders {
  return {
    inbox: configured.folder ?? findFolder(folders, '\\Inbox') ?? 'INBOX',
    sent: configured.sentFolder ?? findFolder(folders, '\\Sent'),
    trash: configured.trashFolder ?? findFolder(folders, '\\Trash'),
  };
}

function findFolder(folders: readonly ListedFolder[], use: string): string | null {
  const found = folders
    .filter((folder) => folder.specialUse === use && !folder.flags.has('\\Noselect'))
    .toSorted((a, b) => rank(a) - rank(b) || a.parent.length - b.parent.length);
  return found[0]?.path ?? null;
}

function rank(folder: ListedFolder): number {
  return folder.specialUseSource === 'name' ? 1 : 0;
}
