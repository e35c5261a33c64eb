import { assertNever } from '../../../contract/assert-never.ts';
import type { AfterStoring } from '../../../contract/domain/mail-server.ts';
import { sayProblem } from '../connection-problem.ts';
import { folderId, needFolder } from './ews-folder.ts';
import type { EwsClient } from './ews-client.ts';
import { tag, type Xml } from './request-xml.ts';

export interface Disposal {
  /** Those that need nothing more; such as somebody has taken away in the meantime among them. */
  readonly done: readonly string[];
  /** Why others are not done, and what to do, in words for people. */
  readonly problem: string | null;
}

/** Does with stored mails what the configuration says (M6). Doing it again is harmless. */
export type DisposeItems = (ids: readonly string[]) => Promise<Disposal>;

/**
 * The folder that mails are moved to is looked for once, and created where it is not there. No sender is told that
 * their mail was read or deleted: whether they are is for the outbox.
 * @returns null where the mailbox is left as it is
 */
export function describeDisposal(client: EwsClient, action: AfterStoring): DisposeItems | null {
  const all = async (ids: readonly string[], describe: (items: readonly Xml[]) => Xml): Promise<Disposal> =>
    disposeAll(client, ids, describe(ids.map((id) => tag('t:ItemId', { Id: id }))));
  switch (action.action) {
    case 'keep':
      return null;
    case 'mark-seen':
      return (ids) => all(ids, markRead);
    case 'trash':
      return (ids) => all(ids, (items) => remove('MoveToDeletedItems', items));
    case 'delete':
      // Exchange keeps it among the recoverable items for as long as its retention says.
      return (ids) => all(ids, (items) => remove('SoftDelete', items));
    case 'move': {
      let target: string | null = null;
      return async (ids) => {
        const folder = (target ??= (await needFolder(client, action.folder)).id);
        return all(ids, (items) => move(folder, items));
      };
    }
    default:
      return assertNever(action);
  }
}

async function disposeAll(client: EwsClient, ids: readonly string[], operation: Xml): Promise<Disposal> {
  const responses = await client.ask(operation);
  const done: string[] = [];
  let problem: string | null = null;
  for (const [index, id] of ids.entries()) {
    const response = responses[index];
    if (response && (response.error === null || response.error.code === 'ErrorItemNotFound')) done.push(id);
    else if (response?.error) problem ??= sayProblem(client.refusalOf(response.error).problem);
  }
  return { done, problem };
}

function markRead(items: readonly Xml[]): Xml {
  const changes = items.map((item) =>
    tag(
      't:ItemChange',
      {},
      item,
      tag(
        't:Updates',
        {},
        tag(
          't:SetItemField',
          {},
          tag('t:FieldURI', { FieldURI: 'message:IsRead' }),
          tag('t:Message', {}, tag('t:IsRead', {}, 'true')),
        ),
      ),
    ),
  );
  return tag(
    'm:UpdateItem',
    { MessageDisposition: 'SaveOnly', ConflictResolution: 'AlwaysOverwrite', SuppressReadReceipts: 'true' },
    tag('m:ItemChanges', {}, ...changes),
  );
}

function remove(how: 'MoveToDeletedItems' | 'SoftDelete', items: readonly Xml[]): Xml {
  return tag(
    'm:DeleteItem',
    { DeleteType: how, SendMeetingCancellations: 'SendToNone', SuppressReadReceipts: 'true' },
    tag('m:ItemIds', {}, ...items),
  );
}

function move(folder: string, items: readonly Xml[]): Xml {
  return tag(
    'm:MoveItem',
    {},
    tag('m:ToFolderId', {}, folderId(folder)),
    tag('m:ItemIds', {}, ...items),
    tag('m:ReturnNewItemIds', {}, 'false'),
  );
}
