import type { AnswerElement } from '../../backend/mail/ews/read-answer.ts';
import { textWithin, within } from '../../backend/mail/ews/read-answer.ts';
import type { Change, EwsMailboxStore, StoredItem } from './ews-mailbox.ts';

/** A mail that the stand-in has sent. */
export interface EwsSent {
  readonly raw: Buffer;
  readonly mailbox: string;
  /** Who got it, blind recipients included. */
  readonly recipients: readonly string[];
  /** Whom a recipient sees named. */
  readonly visible: readonly string[];
  readonly messageId: string;
  readonly wantsReport: boolean;
}

export interface EwsAccount {
  readonly address: string;
  readonly store: EwsMailboxStore;
  /** Addresses that it may send as, besides its own. */
  readonly sendAs: readonly string[];
}

export interface OperationTools {
  readonly pageSize: number;
  readonly sent: EwsSent[];
}

type Message = { readonly error?: string; readonly content?: string };

const done: Message = {};
const failed = (error: string): Message => ({ error });

/** Carries out one operation. @returns the answer to it, or null where the schema does not have it so */
export function carryOut(
  operation: AnswerElement,
  account: EwsAccount,
  tools: OperationTools,
): string | null {
  const run = operations[operation.name];
  const messages = run?.(operation, account, tools);
  return messages ? writeMessages(operation.name, messages) : null;
}

export function writeMessages(operation: string, messages: readonly Message[]): string {
  const written = messages.map(({ error, content }) =>
    error === undefined
      ? `<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${content ?? ''}</m:${operation}ResponseMessage>`
      : `<m:${operation}ResponseMessage ResponseClass="Error"><m:MessageText>The stand-in says ${error}.</m:MessageText><m:ResponseCode>${error}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>${content ?? ''}</m:${operation}ResponseMessage>`,
  );
  return `<m:${operation}Response xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><m:ResponseMessages>${written.join('')}</m:ResponseMessages></m:${operation}Response>`;
}

type Operation = (
  request: AnswerElement,
  account: EwsAccount,
  tools: OperationTools,
) => readonly Message[] | null;

const operations: Readonly<Record<string, Operation>> = {
  GetFolder: (request, { store }) => {
    if (!inOrder(request, ['FolderShape', 'FolderIds'])) return null;
    const folder = folderOf(store, within(request, 'FolderIds')[0]);
    return [
      folder ? { content: `<m:Folders>${writeFolder(folder)}</m:Folders>` } : failed('ErrorFolderNotFound'),
    ];
  },
  FindFolder: (request, { store }) => {
    if (!inOrder(request, ['FolderShape', 'Restriction', 'ParentFolderIds'])) return null;
    const parent = idOf(within(request, 'ParentFolderIds')[0]);
    const name = constantOf(request);
    const found = store.findFolder(name, parent);
    const folders = found ? writeFolder(found) : '';
    return [
      {
        content: `<m:RootFolder TotalItemsInView="${found ? 1 : 0}" IncludesLastItemInRange="true"><t:Folders>${folders}</t:Folders></m:RootFolder>`,
      },
    ];
  },
  CreateFolder: (request, { store }) => {
    if (!inOrder(request, ['ParentFolderId', 'Folders'])) return null;
    const name = textWithin(request, 'Folders', 'Folder', 'DisplayName') ?? '';
    const parent = idOf(within(request, 'ParentFolderId')[0]);
    if (store.findFolder(name, parent)) return [failed('ErrorFolderExists')];
    return [{ content: `<m:Folders>${writeFolder(store.createFolder(name, parent))}</m:Folders>` }];
  },
  SyncFolderItems: (request, { store }, { pageSize }) => {
    if (!inOrder(request, ['ItemShape', 'SyncFolderId', 'SyncState', 'MaxChangesReturned', 'SyncScope']))
      return null;
    const folder = folderOf(store, within(request, 'SyncFolderId')[0]);
    if (!folder) return [failed('ErrorSyncFolderNotFound')];
    const most = Math.min(pageSize, Number(textWithin(request, 'MaxChangesReturned')));
    const page = store.sync(folder, textWithin(request, 'SyncState'), most);
    if (!page) return [failed('ErrorInvalidSyncStateData')];
    return [
      {
        content: `<m:SyncState>${page.state}</m:SyncState><m:IncludesLastItemInRange>${page.isLast}</m:IncludesLastItemInRange><m:Changes>${page.changes.map(writeChange).join('')}</m:Changes>`,
      },
    ];
  },
  GetItem: (request, { store }) => {
    if (!inOrder(request, ['ItemShape', 'ItemIds'])) return null;
    const whole = textWithin(request, 'ItemShape', 'IncludeMimeContent') === 'true';
    return itemIds(request).map((id) => {
      const item = store.find(id)?.item;
      if (!item) return failed('ErrorItemNotFound');
      if (whole && item.isUnwritable) return failed('ErrorContentConversionFailed');
      return {
        content: `<m:Items><t:Message>${whole ? writeMime(item) : ''}${writeId(item.id)}${whole ? '' : writeHeaders(item)}</t:Message></m:Items>`,
      };
    });
  },
  UpdateItem: (request, { store }) =>
    within(request, 'ItemChanges', 'ItemChange').map((change) => {
      if (!inOrder(change, ['ItemId', 'Updates'])) return failed('ErrorSchemaValidation');
      const item = store.markRead(within(change, 'ItemId')[0]?.attributes.get('Id') ?? '');
      if (item && request.attributes.get('SuppressReadReceipts') !== 'true') item.hasTold = true;
      return item
        ? { content: `<m:Items><t:Message>${writeId(item.id)}</t:Message></m:Items>` }
        : failed('ErrorItemNotFound');
    }),
  MoveItem: (request, { store }) => {
    if (!inOrder(request, ['ToFolderId', 'ItemIds', 'ReturnNewItemIds'])) return null;
    const target = folderOf(store, within(request, 'ToFolderId')[0]);
    return itemIds(request).map((id) => {
      if (!target) return failed('ErrorToFolderNotFound');
      return store.move(id, target.id) ? { content: '<m:Items/>' } : failed('ErrorItemNotFound');
    });
  },
  DeleteItem: (request, { store }) => {
    if (!inOrder(request, ['ItemIds'])) return null;
    const target = request.attributes.get('DeleteType') === 'MoveToDeletedItems' ? 'deleteditems' : null;
    return itemIds(request).map((id) => {
      const item = store.find(id)?.item;
      if (item && request.attributes.get('SuppressReadReceipts') !== 'true') item.hasTold = true;
      return store.move(id, target) ? done : failed('ErrorItemNotFound');
    });
  },
  FindItem: (request, { store }) => {
    if (!inOrder(request, ['ItemShape', 'IndexedPageItemView', 'Restriction', 'ParentFolderIds']))
      return null;
    const folder = folderOf(store, within(request, 'ParentFolderIds')[0]);
    const wanted = constantOf(request);
    const found = [...(folder?.items.values() ?? [])].filter(
      ({ raw }) => fieldOf(raw, 'Message-ID') === wanted,
    );
    return [
      {
        content: `<m:RootFolder TotalItemsInView="${found.length}" IncludesLastItemInRange="true"><t:Items>${found.map(({ id }) => `<t:Message>${writeId(id)}</t:Message>`).join('')}</t:Items></m:RootFolder>`,
      },
    ];
  },
  CreateItem: (request, account, { sent }) => {
    const [message] = within(request, 'Items', 'Message');
    // The schema's sequence (types.xsd): another order is refused.
    const sequence = [
      'MimeContent',
      'ToRecipients',
      'CcRecipients',
      'BccRecipients',
      'IsReadReceiptRequested',
      'IsDeliveryReceiptRequested',
      'From',
      'InternetMessageId',
      'IsRead',
    ];
    if (!message || !inOrder(request, ['SavedItemFolderId', 'Items']) || !inOrder(message, sequence))
      return null;
    if (request.attributes.get('MessageDisposition') !== 'SendAndSaveCopy') return null;
    const raw = within(message, 'MimeContent')[0]?.bytes;
    if (!raw) return [failed('ErrorMimeContentInvalid')];
    const [from = ''] = addressesIn(fieldOf(raw, 'From'));
    if (![account.address, ...account.sendAs].includes(from)) return [failed('ErrorSendAsDenied')];
    const visible = [...addressesIn(fieldOf(raw, 'To')), ...addressesIn(fieldOf(raw, 'Cc'))];
    const blind = within(message, 'BccRecipients', 'Mailbox').map(
      (box) => textWithin(box, 'EmailAddress') ?? '',
    );
    if (visible.length + blind.length === 0) return [failed('ErrorInvalidRecipients')];
    const folder = folderOf(account.store, within(request, 'SavedItemFolderId')[0]);
    if (!folder) return [failed('ErrorSavedItemFolderNotFound')];
    account.store.add(folder.id, { raw });
    sent.push({
      raw,
      mailbox: account.address,
      recipients: [...visible, ...blind],
      visible,
      messageId: fieldOf(raw, 'Message-ID'),
      wantsReport: textWithin(message, 'IsDeliveryReceiptRequested') === 'true',
    });
    return [{ content: '<m:Items/>' }];
  },
};

/** True where the children are some of those, in that order. */
function inOrder({ children }: AnswerElement, sequence: readonly string[]): boolean {
  const places = children.map(({ name }) => sequence.indexOf(name));
  return places.every((place, index) => place >= 0 && (index === 0 || place > (places[index - 1] ?? -1)));
}

function idOf(parent: AnswerElement | undefined): string {
  return parent?.children[0]?.attributes.get('Id') ?? '';
}

function folderOf(store: EwsMailboxStore, parent: AnswerElement | undefined) {
  return store.folder(idOf(parent));
}

function itemIds(request: AnswerElement): readonly string[] {
  return within(request, 'ItemIds', 'ItemId').map(({ attributes }) => attributes.get('Id') ?? '');
}

function constantOf(request: AnswerElement): string {
  return (
    within(request, 'Restriction', 'IsEqualTo', 'FieldURIOrConstant', 'Constant')[0]?.attributes.get(
      'Value',
    ) ?? ''
  );
}

function writeFolder({
  id,
  name,
  items,
}: {
  id: string;
  name: string;
  items: ReadonlyMap<string, StoredItem>;
}): string {
  return `<t:Folder><t:FolderId Id="${escape(id)}" ChangeKey="AQ=="/><t:DisplayName>${escape(name)}</t:DisplayName><t:TotalCount>${items.size}</t:TotalCount></t:Folder>`;
}

function writeChange(change: Change): string {
  if (change.kind === 'Delete') return `<t:Delete>${writeId(change.id)}</t:Delete>`;
  const { id, size, receivedAt, isRead } = change.item;
  return change.kind === 'ReadFlagChange'
    ? `<t:ReadFlagChange>${writeId(id)}<t:IsRead>${isRead}</t:IsRead></t:ReadFlagChange>`
    : `<t:Create><t:Message>${writeId(id)}<t:Size>${size}</t:Size><t:DateTimeReceived>${receivedAt}</t:DateTimeReceived><t:IsDraft>false</t:IsDraft></t:Message></t:Create>`;
}

function writeId(id: string): string {
  return `<t:ItemId Id="${escape(id)}" ChangeKey="CQAAABYA"/>`;
}

/** In lines of 76, as Exchange does not write it, and may. */
function writeMime({ raw }: StoredItem): string {
  const lines = raw.toString('base64').replaceAll(/.{1,76}/g, '$&\r\n');
  return `<t:MimeContent CharacterSet="UTF-8">${lines}</t:MimeContent>`;
}

function writeHeaders({ raw }: StoredItem): string {
  const written = fieldsOf(raw).map(
    ([name, value]) =>
      `<t:InternetMessageHeader HeaderName="${escape(name)}">${escape(value)}</t:InternetMessageHeader>`,
  );
  return `<t:InternetMessageHeaders>${written.join('')}</t:InternetMessageHeaders>`;
}

function fieldsOf(raw: Buffer): readonly (readonly [string, string])[] {
  const [header = ''] = raw.toString('latin1').split('\r\n\r\n', 1);
  return header.split(/\r\n(?![ \t])/).map((field) => {
    const colon = field.indexOf(':');
    return [
      field.slice(0, colon),
      field
        .slice(colon + 1)
        .replaceAll(/\r\n[ \t]+/g, ' ')
        .trim(),
    ] as const;
  });
}

function fieldOf(raw: Buffer, name: string): string {
  return fieldsOf(raw).find(([field]) => field.toLowerCase() === name.toLowerCase())?.[1] ?? '';
}

function addressesIn(value: string): readonly string[] {
  return value.match(/[^\s<>,;:"]+@[^\s<>,;:"]+/g) ?? [];
}

export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
