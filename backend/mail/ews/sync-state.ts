import type { Database } from '../../db/database.ts';
import type { MailServerId } from '../../db/configured-tables.ts';

/** How far a folder has been read. */
export interface SyncStatePlace {
  /** To go on with; null: from the beginning. */
  readonly read: () => Promise<string | null>;
  /** Call it only when all that came before the state is stored. */
  readonly write: (state: string) => Promise<void>;
}

/** @param folder mailbox and folder, as a URL */
export function openSyncState({ kysely }: Database, serverId: MailServerId, folder: string): SyncStatePlace {
  return {
    async read() {
      const row = await kysely
        .selectFrom('ews_sync_state')
        .select('state')
        .where('mail_server_id', '=', serverId)
        .where('folder', '=', folder)
        .executeTakeFirst();
      return row?.state ?? null;
    },
    async write(state) {
      await kysely
        .insertInto('ews_sync_state')
        .values({ mail_server_id: serverId, folder, state })
        .onConflict((conflict) => conflict.columns(['mail_server_id', 'folder']).doUpdateSet({ state }))
        .execute();
    },
  };
}
