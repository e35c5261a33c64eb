import { folderId } from './ews-folder.ts';
import type { EwsClient } from './ews-client.ts';
import { type AnswerElement, textWithin, within } from './read-answer.ts';
import { tag } from './request-xml.ts';

/** What lies in a folder. */
export interface FolderItem {
  readonly id: string;
  /** As Exchange stores it, in bytes; as a mail it has more or less. */
  readonly size: number;
  /** As Exchange writes it: the later the greater. */
  readonly receivedAt: string;
}

/** Some of what has changed in a folder. */
export interface SyncPage {
  /** What is there; also what was read, marked or changed. */
  readonly items: readonly FolderItem[];
  /** Names of what is there no more. */
  readonly gone: readonly string[];
  /** To go on with. */
  readonly state: string;
  /** True: nothing more has changed so far. */
  readonly isLast: boolean;
}

/** The most that Exchange gives at once. */
const changesAtOnce = 512;

/** What is no mail, however it came into the folder. */
const noMail = new Set(['CalendarItem', 'Contact', 'DistributionList', 'PostItem', 'Task']);

const properties = ['item:Size', 'item:DateTimeReceived', 'item:IsDraft'];

/**
 * What has changed in the folder since a state.
 * @param state null: from the beginning, which lists all that is there
 * @returns null where Exchange knows the state no more, so that the folder must be listed anew
 */
export async function syncFolder(
  client: EwsClient,
  folder: string,
  state: string | null,
): Promise<SyncPage | null> {
  const [response] = await client.ask(
    tag(
      'm:SyncFolderItems',
      {},
      tag(
        'm:ItemShape',
        {},
        tag('t:BaseShape', {}, 'IdOnly'),
        tag(
          't:AdditionalProperties',
          {},
          ...properties.map((property) => tag('t:FieldURI', { FieldURI: property })),
        ),
      ),
      tag('m:SyncFolderId', {}, folderId(folder)),
      ...(state === null ? [] : [tag('m:SyncState', {}, state)]),
      tag('m:MaxChangesReturned', {}, String(changesAtOnce)),
      tag('m:SyncScope', {}, 'NormalItems'),
    ),
  );
  if (!response) throw new Error('the folder was not listed');
  if (response.error) {
    if (state !== null && response.error.code === 'ErrorInvalidSyncStateData') return null;
    throw client.refusalOf(response.error);
  }
  const next = textWithin(response.element, 'SyncState');
  if (next === null) throw new Error('the folder was listed without a state to go on with');
  const changes = within(response.element, 'Changes').flatMap(({ children }) => children);
  return {
    items: changes.filter(({ name }) => name === 'Create' || name === 'Update').flatMap(readItem),
    gone: changes
      .filter(({ name }) => name === 'Delete')
      .flatMap((change) => within(change, 'ItemId').flatMap(({ attributes }) => attributes.get('Id') ?? [])),
    state: next,
    isLast: textWithin(response.element, 'IncludesLastItemInRange') !== 'false',
  };
}

function readItem(change: AnswerElement): readonly FolderItem[] {
  const [item] = change.children;
  if (!item || noMail.has(item.name) || textWithin(item, 'IsDraft') === 'true') return [];
  const id = within(item, 'ItemId')[0]?.attributes.get('Id');
  if (id === undefined) return [];
  const size = Number(textWithin(item, 'Size') ?? 0);
  return [
    {
      id,
      size: Number.isFinite(size) ? size : 0,
      receivedAt: textWithin(item, 'DateTimeReceived') ?? '',
    },
  ];
}
