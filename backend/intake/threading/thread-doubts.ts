import { sql } from 'kysely';
import type { ThreadingDoubt } from '../../../contract/domain/threading.ts';
import type { Tx } from '../../db/database.ts';
import type { PlacedMail } from '../store-placed.ts';
import type { FoundThread } from './find-threads.ts';
import type { ThreadHead } from './lock-threads.ts';
import { readThreadSubject } from './thread-subject.ts';

export interface Participants {
  /** Addresses that wrote or were written to, in lower case. */
  readonly addresses: ReadonlySet<string>;
  /** What the thread was about so far. */
  readonly topics: ReadonlySet<string>;
}

/** Who takes part in a thread, and under which subjects. */
export async function readParticipants(tx: Tx, { rootId }: ThreadHead): Promise<Participants> {
  const { rows } = await sql<{ addresses: string[]; subject: string }>`
    select array[lower(m.from_address)] || array(
        select lower(one ->> 'address') from jsonb_array_elements(m.to_addresses || m.cc_addresses) one
      ) as addresses, m.subject
    from interaction i join interaction_mail im on im.interaction_id = i.id join mail m on m.id = im.mail_id
    where i.id = ${rootId} or i.thread_id = ${rootId}
    order by m.id desc limit 500`.execute(tx.sql);
  return {
    addresses: new Set(rows.flatMap(({ addresses }) => addresses)),
    topics: new Set(rows.map(({ subject }) => readThreadSubject(subject).topic)),
  };
}

/** What speaks against putting a mail into a thread unasked. */
export function doubtsAbout(
  { content, authentication, groupId, accessId }: PlacedMail,
  head: ThreadHead,
  thread: FoundThread,
  { addresses, topics }: Participants,
): readonly ThreadingDoubt[] {
  const sender = content.from?.address.toLowerCase() ?? '';
  const { topic } = readThreadSubject(content.subject ?? '');
  const isForeign = groupId !== head.groupId && (accessId === null || accessId !== head.accessId);
  return [
    ...(addresses.has(sender) ? [] : ['unknown-sender' as const]),
    // Many phones answer without a subject.
    ...(thread.rule === 'subject' || topic === '' || topics.has(topic) ? [] : ['changed-subject' as const]),
    ...(authentication?.verdict === 'forged' ? ['forged-sender' as const] : []),
    ...(isForeign ? ['other-group' as const] : []),
  ];
}
