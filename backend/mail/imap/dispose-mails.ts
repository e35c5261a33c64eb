import type { ImapFlow } from 'imapflow';
import { assertNever } from '../../../contract/assert-never.ts';
import type { AfterStoring } from '../../../contract/domain/mail-server.ts';
import type { SpecialFolders } from './special-folders.ts';

export interface Disposal {
  /** False: the mails still lie where they were. */
  readonly done: boolean;
  /** Why not, and what to do, in words for people. */
  readonly problem: string | null;
}

const done: Disposal = { done: true, problem: null };

/**
 * Does with stored mails what the configuration says (M6), in the folder that is selected. Every command names its
 * UIDs: a plain EXPUNGE would also remove what others have marked \Deleted. Doing it again is harmless, since a
 * UID that is gone is passed over by the server.
 */
export async function disposeMails(
  client: ImapFlow,
  action: AfterStoring,
  folders: SpecialFolders,
  uids: readonly number[],
): Promise<Disposal> {
  if (uids.length === 0) return done;
  switch (action.action) {
    case 'keep':
      return done;
    case 'mark-seen':
      return answer(
        await client.messageFlagsAdd(range(uids), ['\\Seen'], { uid: true, silent: true }),
        `The server does not let mails in ${folders.inbox} be marked as read. Check the rights of the account.`,
      );
    case 'move':
      return move(client, action.folder, folders, uids);
    case 'trash':
      if (folders.trash === null) {
        return {
          done: false,
          problem:
            'No trash folder was found, so stored mails stay where they are. Name it as trashFolder in the configuration.',
        };
      }
      return move(client, folders.trash, folders, uids);
    case 'delete':
      return remove(client, folders, uids);
    default:
      return assertNever(action);
  }
}

async function move(
  client: ImapFlow,
  target: string,
  folders: SpecialFolders,
  uids: readonly number[],
): Promise<Disposal> {
  if (target === folders.inbox) {
    return { done: false, problem: `Mails cannot be moved from ${target} into itself. Name another folder.` };
  }
  if (!client.capabilities.has('MOVE') && !client.capabilities.has('UIDPLUS')) {
    return { done: false, problem: explainMissing(folders.inbox, 'moved') };
  }
  await client.mailboxCreate(target).catch(() => undefined);
  if (client.capabilities.has('MOVE')) {
    return answer(
      await client.messageMove(range(uids), target, { uid: true }),
      explainTarget(folders.inbox, target),
    );
  }
  // A kill between the two leaves copies in both folders, never none.
  const copied = await client.messageCopy(range(uids), target, { uid: true });
  return copied
    ? remove(client, folders, uids)
    : { done: false, problem: explainTarget(folders.inbox, target) };
}

async function remove(client: ImapFlow, folders: SpecialFolders, uids: readonly number[]): Promise<Disposal> {
  // imapflow falls back to a plain EXPUNGE without UIDPLUS (RFC 4315).
  if (!client.capabilities.has('UIDPLUS')) {
    return { done: false, problem: explainMissing(folders.inbox, 'deleted') };
  }
  return answer(
    await client.messageDelete(range(uids), { uid: true }),
    `The server does not let mails in ${folders.inbox} be deleted. Check the rights of the account.`,
  );
}

function answer(succeeded: unknown, problem: string): Disposal {
  return succeeded ? done : { done: false, problem };
}

function explainMissing(folder: string, what: string): string {
  return `The server lacks UIDPLUS, without which single mails cannot be ${what} safely, so stored mails stay in ${folder}. Choose mark-seen or keep as afterStoring.`;
}

function explainTarget(folder: string, target: string): string {
  return `The server does not move mails from ${folder} to ${target}. Check that the folder exists and the rights of the account.`;
}

/** As a sequence set (RFC 9051, 9), runs shortened. */
export function range(uids: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const uid of uids.toSorted((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last && uid === last[1] + 1) last[1] = uid;
    else runs.push([uid, uid]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}:${to}`)).join(',');
}
