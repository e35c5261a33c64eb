import { z } from 'zod';
import type { GraphClient } from './graph-client.ts';
import { GraphRefusal } from './graph-refusal.ts';

/** One page of what has changed in a folder. */
export interface ChangePage {
  /** Names of the mails that are there, the oldest first; those that were read or marked among them. */
  readonly ids: readonly string[];
  /** The link of the next page, or of what will have changed by the next look. */
  readonly next: string;
  /** True: nothing more has changed so far. */
  readonly isLast: boolean;
}

const pageSize = 100;

const changes = z.object({
  value: z.array(
    z.object({
      id: z.string().min(1),
      receivedDateTime: z.string().optional(),
      isDraft: z.boolean().optional(),
      '@removed': z.unknown().optional(),
    }),
  ),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

/**
 * The link that lists a whole folder. All changes are asked for, not only `created`: a mail that is moved into the
 * folder must not depend on what that is called.
 */
export function firstLink(folderId: string): string {
  return `/mailFolders/${encodeURIComponent(folderId)}/messages/delta?$select=receivedDateTime,isDraft`;
}

/**
 * @param link `firstLink`, or the `next` of a page
 * @returns null where the server does not know the link any more, so that the folder must be listed anew
 */
export async function readChanges(client: GraphClient, link: string): Promise<ChangePage | null> {
  const isFirst = link.startsWith('/');
  try {
    const page = await client.askJson(
      { path: link, permission: 'Mail.Read', prefer: `odata.maxpagesize=${pageSize}` },
      changes,
    );
    const next = page['@odata.nextLink'] ?? page['@odata.deltaLink'] ?? link;
    // A mail may stand there more than once; the last says how it is.
    const present = new Map<string, string>();
    for (const { id, receivedDateTime, isDraft, ...change } of page.value) {
      if ('@removed' in change || isDraft === true) present.delete(id);
      else present.set(id, receivedDateTime ?? present.get(id) ?? '');
    }
    return {
      ids: [...present].toSorted(([, one], [, other]) => compare(one, other)).map(([id]) => id),
      next,
      isLast: page['@odata.nextLink'] === undefined,
    };
  } catch (error) {
    if (!isFirst && error instanceof GraphRefusal && isLinkRefused(error)) return null;
    throw error;
  }
}

/**
 * 410 says so by the book; what refuses a link in other words (a mailbox that was moved, a folder made anew) is mended
 * in the same way. Signing in, permissions and throttling have nothing to do with it.
 */
function isLinkRefused({ status }: GraphRefusal): boolean {
  return status >= 400 && status < 500 && ![401, 403, 429].includes(status);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
