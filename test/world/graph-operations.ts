import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { GraphFolder, GraphMail, GraphMailboxState } from './graph-mailbox.ts';

export interface GraphAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface GraphOperation {
  readonly mailbox: GraphMailboxState;
  readonly name: string;
  readonly method: string;
  /** Below the mailbox, as it came. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface SentMail {
  readonly mailbox: string;
  readonly to: readonly string[];
  readonly raw: Buffer;
}

/** An error as Graph writes it. */
export function refuse(status: number, code: string, message: string): GraphAnswer {
  return json(status, { error: { code, message, innerError: { 'request-id': randomUUID() } } });
}

function json(status: number, value: unknown): GraphAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  };
}

const nothing = (status: number): GraphAnswer => ({ status, body: Buffer.alloc(0) });
const noItem = refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
const noFolder = refuse(404, 'ErrorFolderNotFound', 'The specified folder could not be found in the store.');

/** A delta query: what of it was given out already. */
interface DeltaState {
  readonly folderId: string;
  readonly entries: readonly unknown[];
  /** What the next round begins at. */
  readonly revision: number;
}

interface Upload {
  readonly mail: GraphMail;
  readonly item: {
    readonly name: string;
    readonly size: number;
    readonly contentType?: string;
    readonly isInline?: boolean;
    readonly contentId?: string;
  };
  readonly parts: Buffer[];
}

/** What the stand-in can do, by method and path. */
export function openGraphOperations(origin: () => string) {
  const states = new Map<string, DeltaState>();
  const uploads = new Map<string, Upload>();
  const sent: SentMail[] = [];

  function remember(state: DeltaState): string {
    const token = randomUUID();
    states.set(token, state);
    return token;
  }

  function delta({ mailbox, name, query, headers }: GraphOperation, folder: GraphFolder): GraphAnswer {
    const describe = (mail: GraphMail) => ({
      id: idOf(mail, headers),
      ...(query.get('$select')?.includes('receivedDateTime') === false
        ? {}
        : { receivedDateTime: mail.receivedAt.toISOString(), isDraft: mail.isDraft }),
    });
    const token = query.get('$skiptoken') ?? query.get('$deltatoken');
    const known = token === null ? null : states.get(token);
    if (known === undefined)
      return refuse(410, 'SyncStateNotFound', 'The sync state generation is not found; resync is required.');
    let round: DeltaState;
    if (known === null) {
      const entries = mailbox.list(folder.id).map(describe);
      round = { folderId: folder.id, entries, revision: mailbox.revision };
    } else if (query.has('$skiptoken')) round = known;
    else {
      const entries = mailbox
        .changesSince(folder.id, known.revision)
        .map(({ id, mail }) => (mail ? describe(mail) : { id, '@removed': { reason: 'deleted' } }));
      round = { folderId: folder.id, entries, revision: mailbox.revision };
    }
    const size = Number(/odata\.maxpagesize=(\d+)/.exec(String(headers['prefer'] ?? ''))?.[1] ?? 10);
    const rest = round.entries.slice(size);
    const page = round.entries.slice(0, size);
    const link = (kind: string, state: DeltaState): string =>
      `${origin()}/v1.0/users/${encodeURIComponent(name)}/mailFolders('${encodeURIComponent(folder.id)}')/messages/delta?$${kind}token=${remember(state)}`;
    return json(200, {
      // Clients must expect to be told the same thing twice.
      value: [...page, ...page.slice(-1)],
      ...(rest.length > 0
        ? { '@odata.nextLink': link('skip', { ...round, entries: rest }) }
        : { '@odata.deltaLink': link('delta', { ...round, entries: [] }) }),
    });
  }

  function folders(operation: GraphOperation, rest: string): GraphAnswer {
    const { mailbox, method, query, body } = operation;
    if (rest === '') {
      if (method === 'POST') return json(201, mailbox.addFolder(null, nameIn(body)));
      return list(mailbox.children(null), query);
    }
    const [, first = '', more = ''] = /^(?:\/([^/]+)|\('[^']+'\))(.*)$/.exec(rest) ?? [];
    const quoted = /^\('([^']+)'\)/.exec(rest)?.[1];
    const folder = mailbox.folder(decodeURIComponent(quoted ?? first));
    if (!folder) return noFolder;
    if (more === '') return json(200, { ...folder, totalItemCount: mailbox.list(folder.id).length });
    if (more === '/childFolders') {
      if (method === 'POST') return json(201, mailbox.addFolder(folder.id, nameIn(body)));
      return list(mailbox.children(folder.id), query);
    }
    if (more === '/messages/delta') return delta(operation, folder);
    if (more === '/messages') return search(operation, folder);
    return refuse(400, 'BadRequest', `Resource not found for the segment '${more}'.`);
  }

  function messages(operation: GraphOperation, id: string, action: string): GraphAnswer {
    const { mailbox, name, method, headers, body } = operation;
    const mail = mailbox.mails.get(id);
    if (!mail) return noItem;
    switch (`${method} ${action}`) {
      case 'GET ':
        return json(200, describeMail(mail, headers));
      case 'GET $value':
        return { status: 200, headers: { 'content-type': 'text/plain' }, body: mail.raw };
      case 'PATCH ':
        change(mail, JSON.parse(body.toString()) as Change);
        mailbox.touch(mail);
        return json(200, describeMail(mail, headers));
      case 'DELETE ':
        mailbox.remove(mail);
        return nothing(204);
      case 'POST move': {
        const target = mailbox.folder(
          (JSON.parse(body.toString()) as { destinationId: string }).destinationId,
        );
        if (!target) return noFolder;
        mailbox.move(mail, target.id);
        return json(201, describeMail(mail, headers));
      }
      case 'POST send': {
        if (!mail.isDraft) return refuse(400, 'ErrorInvalidOperation', 'The message is not a draft.');
        mail.isDraft = false;
        mailbox.move(mail, mailbox.folder('sentitems')?.id ?? '');
        const { to, cc, bcc } = mail.recipients;
        sent.push({ mailbox: name, to: [...to, ...cc, ...bcc], raw: mail.raw });
        return nothing(202);
      }
      case 'POST attachments/createUploadSession': {
        const { AttachmentItem: item } = JSON.parse(body.toString()) as { AttachmentItem: Upload['item'] };
        const path = `/upload/${randomUUID()}`;
        uploads.set(path, { mail, item, parts: [] });
        return json(201, { uploadUrl: `${origin()}${path}?authtoken=own`, nextExpectedRanges: ['0-'] });
      }
      default:
        return refuse(405, 'ErrorMethodNotAllowed', `${method} ${action}`);
    }
  }

  return {
    sent,
    expireStates: () => states.clear(),
    upload(path: string, headers: IncomingHttpHeaders, body: Buffer): GraphAnswer {
      const upload = uploads.get(path);
      const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '');
      if (!upload || !range || headers.authorization !== undefined)
        return refuse(400, 'ErrorInvalidRequest', 'Not such an upload.');
      const begun = upload.parts.reduce((bytes, part) => bytes + part.length, 0);
      if (Number(range[1]) !== begun || Number(range[2]) !== begun + body.length - 1)
        return refuse(416, 'InvalidRange', 'Not the range that was expected.');
      upload.parts.push(body);
      if (begun + body.length < upload.item.size)
        return json(200, { nextExpectedRanges: [String(begun + body.length)] });
      upload.mail.attachments.push({
        name: upload.item.name,
        contentType: upload.item.contentType ?? '',
        bytes: Buffer.concat(upload.parts),
        isInline: upload.item.isInline === true,
        contentId: upload.item.contentId ?? '',
      });
      return nothing(201);
    },
    perform(operation: GraphOperation): GraphAnswer {
      const folder = /^\/mailFolders(.*)$/i.exec(operation.path);
      if (folder) return folders(operation, folder[1] ?? '');
      if (operation.path === '/messages') return createDraft(operation);
      const [, id = '', action = ''] = /^\/messages\/([^/]+)(?:\/(.+))?$/.exec(operation.path) ?? [];
      return messages(operation, decodeURIComponent(id), action);
    },
  };
}

function search({ mailbox, query, headers }: GraphOperation, folder: GraphFolder): GraphAnswer {
  const wanted = /internetMessageId eq '((?:[^']|'')*)'/.exec(query.get('$filter') ?? '')?.[1];
  const value = mailbox
    .list(folder.id)
    .filter((mail) => mail.internetMessageId === wanted?.replaceAll("''", "'"))
    .map((mail) => ({ id: idOf(mail, headers), isDraft: mail.isDraft }));
  return json(200, { value });
}

function createDraft({ mailbox, headers, body }: GraphOperation): GraphAnswer {
  if (!String(headers['content-type']).startsWith('text/plain'))
    return refuse(415, 'UnsupportedMediaType', 'The stand-in takes MIME only.');
  const text = body.toString('latin1');
  if (!/^[A-Za-z0-9+/\r\n]+={0,2}\s*$/.test(text))
    return refuse(400, 'ErrorMimeContentInvalidBase64String', 'Invalid base64 string for MIME content.');
  const mail = mailbox.add('drafts', Buffer.from(text, 'base64'), { isDraft: true });
  return json(201, describeMail(mail, headers));
}

interface Change {
  readonly isRead?: boolean;
  readonly internetMessageId?: string;
  readonly isDeliveryReceiptRequested?: boolean;
  readonly toRecipients?: readonly Recipient[];
  readonly ccRecipients?: readonly Recipient[];
  readonly bccRecipients?: readonly Recipient[];
}

interface Recipient {
  readonly emailAddress: { readonly address: string };
}

function addresses(list: readonly Recipient[]): string[] {
  return list.map(({ emailAddress }) => emailAddress.address);
}

function change(mail: GraphMail, wanted: Change): void {
  if (wanted.isRead !== undefined) mail.isRead = wanted.isRead;
  if (wanted.internetMessageId !== undefined) mail.internetMessageId = wanted.internetMessageId;
  if (wanted.isDeliveryReceiptRequested !== undefined)
    mail.isDeliveryReceiptRequested = wanted.isDeliveryReceiptRequested;
  if (wanted.toRecipients) mail.recipients.to = addresses(wanted.toRecipients);
  if (wanted.ccRecipients) mail.recipients.cc = addresses(wanted.ccRecipients);
  if (wanted.bccRecipients) mail.recipients.bcc = addresses(wanted.bccRecipients);
}

function people(list: readonly string[]): readonly Recipient[] {
  return list.map((address) => ({ emailAddress: { address } }));
}

function describeMail(mail: GraphMail, headers: IncomingHttpHeaders) {
  return {
    id: idOf(mail, headers),
    isRead: mail.isRead,
    isDraft: mail.isDraft,
    parentFolderId: mail.folderId,
    internetMessageId: mail.internetMessageId,
    toRecipients: people(mail.recipients.to),
    ccRecipients: people(mail.recipients.cc),
    bccRecipients: people(mail.recipients.bcc),
  };
}

/** Without the preference for immutable ones an id changes with the folder, and nobody finds the mail by it later. */
function idOf(mail: GraphMail, headers: IncomingHttpHeaders): string {
  const immutable = String(headers['prefer'] ?? '').includes('IdType="ImmutableId"');
  return immutable ? mail.id : `AAMk-${mail.folderId}-${mail.id}`;
}

function list(found: readonly GraphFolder[], query: URLSearchParams): GraphAnswer {
  const wanted = /displayName eq '((?:[^']|'')*)'/.exec(query.get('$filter') ?? '')?.[1];
  const value = found.filter(
    ({ displayName }) => wanted === undefined || displayName === wanted.replaceAll("''", "'"),
  );
  return json(200, { value });
}

function nameIn(body: Buffer): string {
  return (JSON.parse(body.toString()) as { displayName: string }).displayName;
}
