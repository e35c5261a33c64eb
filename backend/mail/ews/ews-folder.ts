import { findByPath, type FolderTree, needByPath, openByPath } from '../folder-path.ts';
import type { EwsClient } from './ews-client.ts';
import { textWithin, within } from './read-answer.ts';
import { tag, type Xml } from './request-xml.ts';
import type { ResponseMessage } from './response-messages.ts';

/** Names that mean the same folder in every language (DistinguishedFolderId). */
const wellKnown = new Set([
  'deleteditems',
  'drafts',
  'inbox',
  'junkemail',
  'msgfolderroot',
  'outbox',
  'sentitems',
]);

export interface FoundFolder {
  readonly id: string;
  /** Null where Exchange does not say. */
  readonly mails: number | null;
}

/** The folder at a path; null: there is none. */
export async function findFolder(client: EwsClient, path: string): Promise<FoundFolder | null> {
  return findByPath(treeOf(client), path);
}

/** The same, and creates what is not there yet. */
export async function needFolder(client: EwsClient, path: string): Promise<FoundFolder> {
  return needByPath(treeOf(client), path);
}

/** @throws ConnectionFailure that names the folder */
export async function openFolder(client: EwsClient, path: string, mailbox: string): Promise<FoundFolder> {
  return openByPath(treeOf(client), path, mailbox);
}

/** How a request names a folder. */
export function folderId(id: string): Xml {
  return tag('t:FolderId', { Id: id });
}

export function wellKnownFolder(name: string): Xml {
  return tag('t:DistinguishedFolderId', { Id: name });
}

const shape = tag(
  'm:FolderShape',
  {},
  tag('t:BaseShape', {}, 'IdOnly'),
  tag('t:AdditionalProperties', {}, tag('t:FieldURI', { FieldURI: 'folder:TotalCount' })),
);

function treeOf(client: EwsClient): FolderTree<FoundFolder> {
  return {
    findChild: (parent, name) => findChild(client, parent, name),
    createChild: (parent, name) => createChild(client, parent, name),
  };
}

async function findChild(
  client: EwsClient,
  parent: FoundFolder | null,
  name: string,
): Promise<FoundFolder | null> {
  const known = name.toLowerCase().replaceAll(' ', '');
  const isWellKnown = parent === null && wellKnown.has(known);
  const [response] = await client.ask(
    isWellKnown
      ? tag('m:GetFolder', {}, shape, tag('m:FolderIds', {}, wellKnownFolder(known)))
      : tag(
          'm:FindFolder',
          { Traversal: 'Shallow' },
          shape,
          tag('m:Restriction', {}, isCalled(name)),
          tag('m:ParentFolderIds', {}, idOf(parent)),
        ),
  );
  return readFolder(client, response, isWellKnown ? ['Folders'] : ['RootFolder', 'Folders']);
}

/** Of several with one name, which Exchange forbids, the first. */
function isCalled(name: string): Xml {
  return tag(
    't:IsEqualTo',
    {},
    tag('t:FieldURI', { FieldURI: 'folder:DisplayName' }),
    tag('t:FieldURIOrConstant', {}, tag('t:Constant', { Value: name })),
  );
}

function idOf(folder: FoundFolder | null): Xml {
  return folder === null ? wellKnownFolder('msgfolderroot') : folderId(folder.id);
}

async function createChild(
  client: EwsClient,
  parent: FoundFolder | null,
  name: string,
): Promise<FoundFolder> {
  const [response] = await client.ask(
    tag(
      'm:CreateFolder',
      {},
      tag('m:ParentFolderId', {}, idOf(parent)),
      tag('m:Folders', {}, tag('t:Folder', {}, tag('t:DisplayName', {}, name))),
    ),
  );
  const created = readFolder(client, response, ['Folders']);
  if (created === null) throw new Error(`the folder ${name} was created without an id`);
  return created;
}

function readFolder(
  client: EwsClient,
  response: ResponseMessage | undefined,
  path: readonly string[],
): FoundFolder | null {
  if (!response) return null;
  if (response.error) {
    if (response.error.code === 'ErrorFolderNotFound') return null;
    throw client.refusalOf(response.error);
  }
  const folder = within(response.element, ...path)[0]?.children[0];
  const id = folder && within(folder, 'FolderId')[0]?.attributes.get('Id');
  if (!folder || id === undefined) return null;
  const count = textWithin(folder, 'TotalCount');
  return { id, mails: count === null ? null : Number(count) };
}
