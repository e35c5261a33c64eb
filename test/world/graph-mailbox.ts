/** A mail as the stand-in keeps it. */
export interface GraphMail {
  /** Immutable. */
  readonly id: string;
  folderId: string;
  raw: Buffer;
  isRead: boolean;
  isDraft: boolean;
  readonly receivedAt: Date;
  internetMessageId: string;
  recipients: { to: string[]; cc: string[]; bcc: string[] };
  isDeliveryReceiptRequested: boolean;
  attachments: { name: string; contentType: string; bytes: Buffer; isInline: boolean; contentId: string }[];
}

export interface GraphFolder {
  readonly id: string;
  readonly displayName: string;
  readonly parentId: string | null;
  readonly wellKnown: string | null;
}

export interface GraphChange {
  readonly id: string;
  /** Null: it is no longer in the folder. */
  readonly mail: GraphMail | null;
}

/** The content of one mailbox, with what has changed in each folder. */
export class GraphMailboxState {
  readonly mails = new Map<string, GraphMail>();
  readonly #folders: GraphFolder[];
  readonly #log: { readonly folderId: string; readonly id: string }[] = [];
  #made = 0;

  constructor() {
    // As a mailbox in French shows them.
    this.#folders = [
      ['inbox', 'Boîte de réception'],
      ['drafts', 'Brouillons'],
      ['sentitems', 'Éléments envoyés'],
      ['deleteditems', 'Éléments supprimés'],
    ].map(([wellKnown = '', displayName = '']) => ({
      id: `AQMk${wellKnown}/==`,
      displayName,
      parentId: null,
      wellKnown,
    }));
  }

  folder(name: string): GraphFolder | undefined {
    return this.#folders.find(({ id, wellKnown }) => id === name || wellKnown === name.toLowerCase());
  }

  children(parentId: string | null): readonly GraphFolder[] {
    return this.#folders.filter((folder) => folder.parentId === parentId);
  }

  addFolder(parentId: string | null, displayName: string): GraphFolder {
    const folder = { id: `AQMk-${++this.#made}/==`, displayName, parentId, wellKnown: null };
    this.#folders.push(folder);
    return folder;
  }

  add(folderName: string, raw: Buffer, more: Partial<GraphMail> = {}): GraphMail {
    const folder = this.folder(folderName);
    if (!folder) throw new Error(`the stand-in has no folder ${folderName}`);
    const number = ++this.#made;
    const header = readHeader(raw);
    const mail: GraphMail = {
      id: `AAkAL-${number}-${Buffer.from(`immutable ${number}`).toString('base64')}/=`,
      folderId: folder.id,
      raw,
      isRead: false,
      isDraft: false,
      receivedAt: new Date(Date.UTC(2026, 1, 2) + number * 1000),
      internetMessageId: header('message-id')[0] ?? '',
      recipients: {
        to: addressesIn(header('to')),
        cc: addressesIn(header('cc')),
        bcc: addressesIn(header('bcc')),
      },
      isDeliveryReceiptRequested: false,
      attachments: [],
      ...more,
    };
    this.mails.set(mail.id, mail);
    this.touch(mail);
    return mail;
  }

  /** Marks it as changed where it lies. */
  touch(mail: GraphMail): void {
    this.#log.push({ folderId: mail.folderId, id: mail.id });
  }

  move(mail: GraphMail, folderId: string): void {
    this.touch(mail);
    mail.folderId = folderId;
    this.touch(mail);
  }

  remove(mail: GraphMail): void {
    this.mails.delete(mail.id);
    this.touch(mail);
  }

  list(folderName: string): readonly GraphMail[] {
    const id = this.folder(folderName)?.id ?? this.#folders.find((one) => one.displayName === folderName)?.id;
    return [...this.mails.values()].filter((mail) => mail.folderId === id);
  }

  /** How many changes there were so far. */
  get revision(): number {
    return this.#log.length;
  }

  changesSince(folderId: string, revision: number): readonly GraphChange[] {
    const ids = new Set(
      this.#log
        .slice(revision)
        .filter((entry) => entry.folderId === folderId)
        .map(({ id }) => id),
    );
    return [...ids].map((id) => {
      const mail = this.mails.get(id);
      return { id, mail: mail?.folderId === folderId ? mail : null };
    });
  }
}

function readHeader(raw: Buffer): (name: string) => readonly string[] {
  const text = raw.toString('latin1');
  const block = text.slice(0, text.indexOf('\r\n\r\n')).replaceAll(/\r\n[ \t]+/g, ' ');
  const fields = block.split('\r\n').map((line) => /^([^:]+):\s*(.*)$/.exec(line));
  return (name) =>
    fields.flatMap((field) => (field?.[1]?.toLowerCase() === name ? [(field[2] ?? '').trim()] : []));
}

function addressesIn(values: readonly string[]): string[] {
  return values.flatMap((value) => [...value.matchAll(/[^\s<>,"]+@[^\s<>,"]+/g)].map(([address]) => address));
}
