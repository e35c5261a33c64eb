import { sql } from 'kysely';
import type { StoredTenant } from '../configuration/stored-tenant.ts';
import type { Database } from '../db/database.ts';
import { count, fail, ok, warn, type Diagnosis } from './diagnosis.ts';

interface Counts {
  readonly unread: number;
  readonly unreadable: number;
  readonly unrouted: number;
  readonly overdue: number;
  readonly uncertain: number;
  readonly rejected: number;
  readonly copies: number;
  readonly undisposed: number;
}

/** Mails that stand still where none should. */
export async function checkMails(db: Database, tenant: StoredTenant): Promise<readonly Diagnosis[]> {
  const { rows } = await sql<Counts>`
    select
      (select count(*)::int from mail where tenant_id = ${tenant.id} and state = 'received'
        and received_at < now() - interval '5 minutes') as unread,
      (select count(*)::int from interaction where tenant_id = ${tenant.id} and state <> 'closed'
        and problem is not null) as unreadable,
      (select count(*)::int from interaction i join service_group g on g.id = i.service_group_id
        where i.tenant_id = ${tenant.id} and i.state = 'queued' and g.unrouted) as unrouted,
      (select count(*)::int from outgoing where tenant_id = ${tenant.id}
        and state in ('queued', 'sending', 'data-sent') and not_before < now() - interval '10 minutes') as overdue,
      (select count(*)::int from outgoing where tenant_id = ${tenant.id} and state = 'uncertain') as uncertain,
      (select count(*)::int from outgoing where tenant_id = ${tenant.id} and state = 'rejected'
        and settled_at > now() - interval '7 days') as rejected,
      (select count(*)::int from outgoing where tenant_id = ${tenant.id} and sent_copy = 'failed'
        and settled_at > now() - interval '7 days') as copies,
      (select count(*)::int from mailbox_message m join mail_server s on s.id = m.mail_server_id
        join mail on mail.id = m.mail_id
        where s.tenant_id = ${tenant.id} and s.removed_at is null and m.disposed_at is null
        and mail.received_at < now() - interval '1 hour') as undisposed`.execute(db.kysely);
  const [counts] = rows;
  if (!counts) return [];
  const subject = `mail of ${tenant.key}`;
  const running = 'See that a backend runs and what its log says; it tries again by itself.';
  const diagnoses: Diagnosis[] = [];
  const report = (make: typeof warn, number: number, words: string, mend: string): void => {
    if (number > 0) diagnoses.push(make(subject, `${count(number, 'mail')} ${words}`, mend));
  };
  report(fail, counts.unread, 'received more than five minutes ago, safe, but not read yet', running);
  report(fail, counts.overdue, 'should have been sent more than ten minutes ago', running);
  const decide =
    'Look at each in the desktop under Outgoing, and say whether it arrived or shall be sent again.';
  report(fail, counts.uncertain, 'may or may not have been sent', decide);
  report(warn, counts.rejected, 'refused by the server within seven days', 'See the reasons under Outgoing.');
  report(warn, counts.unrouted, 'waiting unrouted', 'Add a service access that their addresses fit.');
  report(
    warn,
    counts.unreadable,
    'could only be read in part',
    'Open them: each says what was wrong with it.',
  );
  report(
    warn,
    counts.undisposed,
    'stored, but not yet moved or marked in the mailbox as configured',
    'See the mail servers above; nothing is lost.',
  );
  const copyMend = 'Check sentFolder, or set sentCopy: false.';
  report(warn, counts.copies, 'sent within seven days without a copy in the Sent folder', copyMend);
  return diagnoses.length > 0 ? diagnoses : [ok(subject, 'nothing stands still')];
}
