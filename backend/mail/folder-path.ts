import { ConnectionFailure } from './connection-problem.ts';

/** The folders of a mailbox, as a protocol finds and makes them; null: the top of the mailbox. */
export interface FolderTree<F> {
  readonly findChild: (parent: F | null, name: string) => Promise<F | null>;
  readonly createChild: (parent: F | null, name: string) => Promise<F>;
}

/**
 * The folder at a path: display names with `/` between, the first of which may be a well-known name such as `inbox`.
 * @returns null where there is none
 */
export async function findByPath<F>({ findChild }: FolderTree<F>, path: string): Promise<F | null> {
  let found: F | null = null;
  for (const name of partsOf(path)) {
    found = await findChild(found, name);
    if (found === null) return null;
  }
  return found;
}

/** The same, and creates what is not there yet. */
export async function needByPath<F>({ findChild, createChild }: FolderTree<F>, path: string): Promise<F> {
  let found: F | null = null;
  for (const name of partsOf(path)) {
    found = (await findChild(found, name)) ?? (await createChild(found, name));
  }
  if (found === null) throw new Error('a folder needs a name');
  return found;
}

/** @throws ConnectionFailure that names the folder */
export async function openByPath<F>(tree: FolderTree<F>, path: string, mailbox: string): Promise<F> {
  const found = await findByPath(tree, path);
  if (found !== null) return found;
  throw new ConnectionFailure({
    step: 'mailbox',
    sentence: `The mailbox ${mailbox} has no folder ${path}.`,
    mend: 'Name the folder in the configuration as Outlook shows it, those that it lies in before it: Inbox/Orders.',
    lasting: true,
  });
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}
