import { assertNever } from '../../../contract/assert-never.ts';
import type { AfterStoring } from '../../../contract/domain/mail-server.ts';
import { needFolder } from './find-folder.ts';
import type { GraphClient } from './graph-client.ts';
import { GraphRefusal } from './graph-refusal.ts';

/** Does with one stored mail what the configuration says (M6). Doing it again is harmless. */
export type DisposeGraphMail = (id: string) => Promise<void>;

/**
 * The folder that mails are moved to is looked for once, and created where it is not there.
 * @returns null where the mailbox is left as it is
 */
export function describeDisposal(client: GraphClient, action: AfterStoring): DisposeGraphMail | null {
  const permission = 'Mail.ReadWrite';
  switch (action.action) {
    case 'keep':
      return null;
    case 'mark-seen':
      return (id) =>
        unlessGone(
          client.ask(
            { method: 'PATCH', path: at(id), json: { isRead: true }, permission, prefer: 'return=minimal' },
            drain,
          ),
        );
    case 'trash':
      return (id) => move(client, id, 'deleteditems');
    case 'move': {
      let folder: Promise<{ readonly id: string }> | null = null;
      return async (id) => {
        folder ??= needFolder(client, action.folder).catch((error: unknown) => {
          folder = null;
          throw error;
        });
        await move(client, id, (await folder).id);
      };
    }
    case 'delete':
      // Exchange keeps it among the recoverable items for as long as its retention says.
      return (id) => unlessGone(client.ask({ method: 'DELETE', path: at(id), permission }, drain));
    default:
      return assertNever(action);
  }
}

function at(id: string): string {
  return `/messages/${encodeURIComponent(id)}`;
}

async function move(client: GraphClient, id: string, destinationId: string): Promise<void> {
  await unlessGone(
    client.ask(
      {
        method: 'POST',
        path: `${at(id)}/move`,
        json: { destinationId },
        permission: 'Mail.ReadWrite',
        prefer: 'return=minimal',
      },
      drain,
    ),
  );
}

/** A mail that somebody has deleted in the meantime needs nothing more. */
async function unlessGone(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof GraphRefusal && error.code === 'ErrorItemNotFound')) throw error;
  });
}

async function drain(answer: Response): Promise<void> {
  await answer.arrayBuffer();
}
