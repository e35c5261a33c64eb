import type { IncomingServer } from '../../contract/domain/mail-server.ts';
import type { Database } from '../../backend/db/database.ts';

/** Whose mailbox is read; the password is the secret TEST_PASSWORD of the backend. */
export const user = 'help@desk.example';
export const password = 'secret';

/** A tenant with one mailbox, whose mails all go to one group. */
export function describeIntakeDesk(incoming: IncomingServer) {
  return {
    version: 1 as const,
    tenants: [
      {
        key: 'desk',
        name: 'Desk',
        culture: 'en-US',
        mailServers: [{ key: 'main', incoming }],
        serviceGroups: [{ key: 'help', name: 'Help', email: user }],
        serviceAccesses: [{ name: 'Help', address: user, group: 'help' }],
      },
    ],
  };
}

/** How many mails are not yet read, queued and done with in the mailbox. */
export async function countUnfinished({ kysely }: Database, mails: number): Promise<number> {
  const done = await kysely
    .selectFrom('mailbox_message')
    .innerJoin('interaction', 'interaction.mail_id', 'mailbox_message.mail_id')
    .where('mailbox_message.disposed_at', 'is not', null)
    .select('mailbox_message.mail_id')
    .distinct()
    .execute();
  return Math.max(0, mails - done.length);
}

/** Where mails, jobs and sessions stand, for the one who looks why a round does not end. */
export async function describeStanding({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ readonly standing: string }>(`
    select json_build_object(
      'in the ledger', (select count(*) from mailbox_message),
      'disposed of', (select count(*) from mailbox_message where disposed_at is not null),
      'mails by state', (select json_object_agg(state, n) from (select state, count(*) n from mail group by 1) s),
      'interactions', (select count(*) from interaction),
      'health', (select json_agg(h) from connection_health h),
      'jobs', (select json_agg(j) from (select name, state, count(*) n, min(start_after) "from" from jobs.job group by 1, 2) j),
      'sessions', (select json_agg(a) from (
        select state, wait_event, query, count(*) n, max(now() - state_change) as since
        from pg_stat_activity where backend_type = 'client backend' group by 1, 2, 3) a))::text as standing`);
  return rows[0]?.standing ?? '';
}
