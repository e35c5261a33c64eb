import { z } from 'zod';
import { draftContent } from '../../contract/domain/draft.ts';
import { agentId, draftId } from '../../contract/domain/ids.ts';
import { instant } from '../../contract/domain/scalars.ts';

const entry = z.object({
  agent: agentId,
  id: draftId,
  /** The window that the words were typed in. */
  writer: z.string(),
  baseRevision: z.int(),
  content: draftContent,
  keptAt: instant,
});
export type BrowserDraft = z.infer<typeof entry>;

/** What stands in the storage; it is removed only as long as it is the same. */
export interface StoredDraft {
  readonly draft: BrowserDraft;
  readonly remove: () => void;
}

const prefix = 'postroom.draft/';
const keyOf = ({ agent, id, writer }: Pick<BrowserDraft, 'agent' | 'id' | 'writer'>) =>
  `${prefix}${agent}/${id}/${writer}`;

/** Keeps words that the host does not take, by agent, draft and window. False where the browser refuses storage. */
export function keepInBrowser(draft: BrowserDraft): boolean {
  try {
    localStorage.setItem(keyOf(draft), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** They are safe elsewhere. */
export function forgetInBrowser(draft: Pick<BrowserDraft, 'agent' | 'id' | 'writer'>): void {
  try {
    localStorage.removeItem(keyOf(draft));
  } catch {
    // Where there is no storage there is nothing in it.
  }
}

/** All that this browser keeps for the agent, oldest first; of one draft, where it is named. */
export function draftsInBrowser(
  agent: BrowserDraft['agent'],
  id?: BrowserDraft['id'],
): readonly StoredDraft[] {
  try {
    const own = id === undefined ? `${prefix}${agent}/` : `${prefix}${agent}/${id}/`;
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(own))
      .flatMap((key) => {
        const text = localStorage.getItem(key) ?? '';
        const read = entry.safeParse(parseJson(text));
        if (!read.success) return [];
        const remove = () => {
          if (localStorage.getItem(key) === text) localStorage.removeItem(key);
        };
        return [{ draft: read.data, remove }];
      })
      .toSorted((one, other) => one.draft.keptAt.localeCompare(other.draft.keptAt));
  } catch {
    return [];
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
