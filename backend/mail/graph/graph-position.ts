import type { Database } from '../../db/database.ts';
import type { MailServerId } from '../../db/configured-tables.ts';

/** How far a folder has been read. */
export interface GraphPosition {
  /** The link to go on with; null: from the beginning. */
  readonly read: () => Promise<string | null>;
  /** Call it only when all that stands before the link is stored. */
  readonly write: (link: string) => Promise<void>;
  readonly forget: () => Promise<void>;
}

/** @param folder mailbox and folder, as a URL */
export function openGraphPosition(
  { kysely }: Database,
  serverId: MailServerId,
  folder: string,
): GraphPosition {
  return {
    async read() {
      const row = await kysely
        .selectFrom('graph_position')
        .select('link')
        .where('mail_server_id', '=', serverId)
        .where('folder', '=', folder)
        .executeTakeFirst();
      return row?.link ?? null;
    },
    async write(link) {
      await kysely
        .insertInto('graph_position')
        .values({ mail_server_id: serverId, folder, link })
        .onConflict((conflict) => conflict.columns(['mail_server_id', 'folder']).doUpdateSet({ link }))
        .execute();
    },
    async forget() {
      await kysely
        .deleteFrom('graph_position')
        .where('mail_server_id', '=', serverId)
        .where('folder', '=', folder)
        .execute();
    },
  };
}
