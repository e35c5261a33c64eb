import { z } from 'zod';
import { findByPath, type FolderTree, needByPath, openByPath } from '../folder-path.ts';
import type { GraphClient } from './graph-client.ts';
import { GraphRefusal } from './graph-refusal.ts';

/** Names that mean the same folder in every language (https://learn.microsoft.com/graph/api/resources/mailfolder). */
const wellKnown = new Set([
  'archive',
  'clutter',
  'conversationhistory',
  'deleteditems',
  'drafts',
  'inbox',
  'junkemail',
  'msgfolderroot',
  'outbox',
  'sentitems',
]);

const mailFolder = z.object({ id: z.string().min(1), displayName: z.string().default('') });
const folderList = z.object({ value: z.array(mailFolder) });
const countedFolder = mailFolder.extend({ totalItemCount: z.int().optional() });

export type FoundFolder = z.infer<typeof countedFolder>;

/** The folder at a path; null: there is none. */
export async function findFolder(client: GraphClient, path: string): Promise<FoundFolder | null> {
  return findByPath(treeOf(client), path);
}

/** The same, and creates what is not there yet. */
export async function needFolder(client: GraphClient, path: string): Promise<FoundFolder> {
  return needByPath(treeOf(client), path);
}

/** @throws ConnectionFailure that names the folder */
export async function openFolder(client: GraphClient, path: string, mailbox: string): Promise<FoundFolder> {
  return openByPath(treeOf(client), path, mailbox);
}

function treeOf(client: GraphClient): FolderTree<FoundFolder> {
  return {
    findChild: (parent, name) => findChild(client, parent, name),
    createChild: (parent, name) => createChild(client, parent, name),
  };
}

async function findChild(
  client: GraphClient,
  parent: FoundFolder | null,
  name: string,
): Promise<FoundFolder | null> {
  const known = name.toLowerCase().replaceAll(' ', '');
  if (parent === null && wellKnown.has(known)) {
    const found = await getFolder(client, known);
    if (found) return found;
  }
  // OData doubles a quote within a string.
  const filter = encodeURIComponent(`displayName eq '${name.replaceAll("'", "''")}'`);
  const { value } = await client.askJson(
    { path: `${childrenOf(parent)}?$filter=${filter}&$top=2`, permission: 'Mail.Read' },
    folderList,
  );
  return value[0] ?? null;
}

async function getFolder(client: GraphClient, name: string): Promise<FoundFolder | null> {
  try {
    return await client.askJson({ path: `/mailFolders/${name}`, permission: 'Mail.Read' }, countedFolder);
  } catch (error) {
    if (error instanceof GraphRefusal && error.code === 'ErrorFolderNotFound') return null;
    throw error;
  }
}

async function createChild(
  client: GraphClient,
  parent: FoundFolder | null,
  displayName: string,
): Promise<FoundFolder> {
  return client.askJson(
    { method: 'POST', path: childrenOf(parent), json: { displayName }, permission: 'Mail.ReadWrite' },
    mailFolder,
  );
}

function childrenOf(parent: FoundFolder | null): string {
  return parent === null ? '/mailFolders' : `/mailFolders/${encodeURIComponent(parent.id)}/childFolders`;
}
