/** A mail in a mailbox of the stand-in for Exchange. */
export interface StoredItem {
  readonly id: string;
  readonly raw: Buffer;
  readonly receivedAt: string;
  /** As Exchange counts it; default: the bytes of the mail. */
  readonly size: number;
  /** Exchange cannot write it as a mail. */
  readonly isUnwritable: boolean;
  isRead: boolean;
  /** A sender was told that their mail was read or deleted. */
  hasTold: boolean;
}

export type Change =
  | { readonly kind: 'Create'; readonly item: StoredItem }
  | { readonly kind: 'ReadFlagChange'; readonly item: StoredItem }
  | { readonly kind: 'Delete'; readonly id: string };

interface Folder {
  readonly id: string;
  readonly name: string;
  readonly parent: string;
  readonly items: Map<string, StoredItem>;
  readonly changes: Change[];
}

export interface NewItem {
  readonly raw: Buffer | string;
  readonly size?: number;
  readonly isUnwritable?: boolean;
}

const wellKnown = {
  inbox: 'Posteingang',
  sentitems: 'Gesendete Elemente',
  deleteditems: 'Gelöschte Elemente',
};

/** Folders, mails, and what has changed in them: one mailbox as Exchange keeps it, its folders named in German. */
export class EwsMailboxStore {
  private readonly folders = new Map<string, Folder>();
  private generation = 1;
  private last = 0;

  constructor() {
    for (const [id, name] of Object.entries(wellKnown)) this.addFolder(id, name, 'msgfolderroot');
  }

  addFolder(id: string, name: string, parent: string): Folder {
    const folder = { id, name, parent, items: new Map<string, StoredItem>(), changes: [] };
    this.folders.set(id, folder);
    return folder;
  }

  createFolder(name: string, parent: string): Folder {
    return this.addFolder(`folder-${++this.last}`, name, parent);
  }

  folder(id: string): Folder | undefined {
    return this.folders.get(id);
  }

  findFolder(name: string, parent: string): Folder | undefined {
    return [...this.folders.values()].find((folder) => folder.name === name && folder.parent === parent);
  }

  add(folderId: string, { raw, size, isUnwritable }: NewItem): StoredItem {
    const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(raw, 'latin1');
    const number = ++this.last;
    const item: StoredItem = {
      id: nameItem(number, this.generation),
      raw: bytes,
      receivedAt: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
      size: size ?? bytes.length,
      isUnwritable: isUnwritable ?? false,
      isRead: false,
      hasTold: false,
    };
    return this.put(folderId, item);
  }

  private put(folderId: string, item: StoredItem): StoredItem {
    const folder = this.folders.get(folderId);
    if (!folder) throw new Error(`no folder ${folderId}`);
    folder.items.set(item.id, item);
    folder.changes.push({ kind: 'Create', item });
    return item;
  }

  find(id: string): { readonly folder: Folder; readonly item: StoredItem } | undefined {
    for (const folder of this.folders.values()) {
      const item = folder.items.get(id);
      if (item) return { folder, item };
    }
    return undefined;
  }

  /** The item gets another name with its place, as in Exchange. @returns null where it is gone */
  move(id: string, target: string | null): StoredItem | null {
    const found = this.find(id);
    if (!found) return null;
    found.folder.items.delete(id);
    found.folder.changes.push({ kind: 'Delete', id });
    const moved = { ...found.item, id: nameItem(++this.last, this.generation) };
    return target === null ? moved : this.put(target, moved);
  }

  markRead(id: string): StoredItem | null {
    const found = this.find(id);
    if (!found) return null;
    found.item.isRead = true;
    found.folder.changes.push({ kind: 'ReadFlagChange', item: found.item });
    return found.item;
  }

  /** What a client held as the state of a folder means nothing any more. */
  forgetStates(): void {
    this.generation += 1;
  }

  /** As after a move to another organisation: all names of mails are new, and states forgotten. */
  rename(): void {
    this.forgetStates();
    for (const folder of this.folders.values()) {
      const items = [...folder.items.values()];
      folder.items.clear();
      folder.changes.length = 0;
      for (const item of items) this.put(folder.id, { ...item, id: nameItem(++this.last, this.generation) });
    }
  }

  /** @returns null for a state that is not known */
  sync(
    folder: Folder,
    state: string | null,
    most: number,
  ): { readonly changes: readonly Change[]; readonly state: string; readonly isLast: boolean } | null {
    const at = state === null ? 0 : this.readState(folder, state);
    if (at === null) return null;
    const page = folder.changes.slice(at, at + most);
    const next = at + page.length;
    return {
      changes: page.filter((change) => change.kind === 'Delete' || folder.items.has(change.item.id)),
      state: Buffer.from(JSON.stringify([folder.id, next, this.generation])).toString('base64'),
      isLast: next >= folder.changes.length,
    };
  }

  private readState(folder: Folder, state: string): number | null {
    const [id, at, generation] = JSON.parse(Buffer.from(state, 'base64').toString()) as [
      string,
      number,
      number,
    ];
    return id === folder.id && generation === this.generation ? at : null;
  }
}

/** Long, and with what base64 and XML make difficult. */
function nameItem(number: number, generation: number): string {
  return `AAMk${Buffer.from(`item&<${number}>${generation}`).toString('base64')}+/${'A'.repeat(120)}=`;
}
