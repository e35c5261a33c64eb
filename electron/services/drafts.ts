import path from 'node:path';
import type { Me } from '../../contract/api/session.ts';
import type { DraftSafety } from '../../contract/desktop.ts';
import { ExpectedError } from '../../contract/error.ts';
import type { BackendClient } from './backend-client.ts';
import { agentFolder } from './agent-folder.ts';
import { openDraftKeeper, type DraftKeeper } from './draft-keeper.ts';
import type { HostLog } from './host-log.ts';
import type { DraftPace } from './kept-draft.ts';

export interface DraftsOptions {
  readonly profile: string;
  readonly backend: URL;
  readonly client: BackendClient;
  readonly pace: DraftPace;
  readonly log: HostLog;
  readonly onSafety: (safety: DraftSafety) => void;
}

/** The draft keeper of whoever is signed in, each agent with a folder of their own. */
export interface Drafts {
  /** Takes up the journal of this agent; the same agent signing in again finds everything as it was. */
  readonly open: (me: Me) => Promise<void>;
  /** Stops saving for the agent who signed out. The journal stays. */
  readonly close: () => void;
  /**
   * The keeper, also after the session expired: what is typed until the agent signs in again is still kept on the
   * disk. Fails with `not-signed-in` when nobody has been.
   */
  readonly keeper: () => Promise<DraftKeeper>;
  /** As {@link Drafts.keeper}, null when nobody has been signed in. */
  readonly current: () => Promise<DraftKeeper | null>;
}

export function createDrafts(options: DraftsOptions): Drafts {
  const { profile, backend, client, pace, log, onSafety } = options;
  let opened: { readonly folder: string; readonly keeper: Promise<DraftKeeper> } | null = null;

  function close(): void {
    const leaving = opened;
    opened = null;
    if (leaving) void stopKeeper(leaving.keeper);
  }

  return {
    async open(me) {
      const folder = path.join(agentFolder(profile, backend, me), 'Drafts');
      if (opened?.folder === folder) {
        (await opened.keeper).resume();
        return;
      }
      close();
      const server = {
        save: (id, baseRevision, content) => client.call('drafts.save', { id, baseRevision, content }),
        read: (id) => client.call('drafts.read', { id }),
      } satisfies Parameters<typeof openDraftKeeper>[0]['server'];
      const keeper = openDraftKeeper({ folder, server, pace, log, onSafety });
      opened = { folder, keeper };
      await keeper;
    },
    close,
    current: async () => (await opened?.keeper) ?? null,
    async keeper() {
      if (!opened) throw new ExpectedError('not-signed-in', 'nobody is signed in');
      return opened.keeper;
    },
  };
}

/** A keeper that could not be opened has nothing to stop; whoever opened it was told. */
async function stopKeeper(opening: Promise<DraftKeeper>): Promise<void> {
  const keeper = await opening.catch(() => null);
  keeper?.stop();
}
