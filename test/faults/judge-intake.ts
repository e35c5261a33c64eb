import type { Database } from '../../backend/db/database.ts';
import type { ImapAccount } from '../world/imap-account.ts';
import { readMailNumber } from '../world/mail-samples.ts';

export const ways = [
  { protocol: 'imap', afterStoring: { action: 'mark-seen' } },
  { protocol: 'imap', afterStoring: { action: 'move', folder: 'Processed' } },
  { protocol: 'imap', afterStoring: { action: 'trash' } },
  { protocol: 'imap', afterStoring: { action: 'delete' } },
  { protocol: 'pop3', afterStoring: { action: 'keep' } },
  { protocol: 'pop3', afterStoring: { action: 'delete' } },
] as const;
/** How the mailbox is read, and what becomes of its mails. */
export type Way = (typeof ways)[number];

/** Of a mail whose Message-ID says nothing the header X-Number tells the number. */
export function numberOf(raw: Buffer): string | null {
  return /^X-Number: (\d+)\r?$/m.exec(raw.toString('latin1'))?.[1] ?? readMailNumber(raw);
}

/**
 * Every mail once: in the ledger of the mailbox, as a mail, as an interaction of the group, and in the audit.
 * @param options.wasRenumbered a mail may be in the ledger once for each UIDVALIDITY
 */
export async function judgeRows(
  { kysely }: Database,
  mails: number,
  options: { readonly wasRenumbered?: boolean } = {},
): Promise<string[]> {
  const rows = await kysely
    .selectFrom('mail')
    .innerJoin('blob', 'blob.sha256', 'mail.source_sha256')
    .leftJoin('interaction', 'interaction.mail_id', 'mail.id')
    .leftJoin('service_group', 'service_group.id', 'interaction.service_group_id')
    .select(['mail.id', 'mail.state', 'blob.bytes', 'interaction.id as interaction', 'service_group.key'])
    .where('mail.direction', '=', 'in')
    .execute();
  const ledger = await kysely.selectFrom('mailbox_message').select(['uid', 'mail_id']).execute();
  const audit = await kysely
    .selectFrom('audit')
    .select('subject')
    .where('action', '=', 'mail.taken-in')
    .execute();
  const problems = judgeNumbers(
    'mail',
    rows.map((row) => numberOf(row.bytes)),
    mails,
  );
  for (const row of rows) {
    const name = `mail ${numberOf(row.bytes)}`;
    const entries = ledger.filter((entry) => entry.mail_id === row.id).length;
    const taken = audit.filter(({ subject }) => subject === `mail:${row.id}`).length;
    if (row.state !== 'read') problems.push(`${name} is ${row.state}`);
    if (row.interaction === null) problems.push(`${name} has no interaction`);
    else if (row.key !== 'help') problems.push(`${name} went to ${row.key}`);
    if (options.wasRenumbered ? entries === 0 : entries !== 1)
      problems.push(`${name} is ${entries} times in the ledger of the mailbox`);
    if (taken !== 1) problems.push(`${name} was taken in ${taken} times`);
  }
  return problems;
}

/** Every mail where the configuration wants it, once, and nowhere else. */
export async function judgeMailbox(
  account: ImapAccount,
  { afterStoring }: Pick<Way, 'afterStoring'>,
  mails: number,
): Promise<string[]> {
  const inbox = await account.list('INBOX');
  const numbers = (entries: typeof inbox) => entries.map(({ raw }) => numberOf(raw));
  if (afterStoring.action === 'keep') return judgeNumbers('INBOX', numbers(inbox), mails);
  if (afterStoring.action === 'mark-seen') {
    const unseen = inbox.filter(({ flags }) => !flags.includes('\\Seen'));
    return [
      ...judgeNumbers('INBOX', numbers(inbox), mails),
      ...unseen.map(({ raw }) => `mail ${numberOf(raw)} is not marked as seen`),
    ];
  }
  const problems = inbox.map(({ raw }) => `mail ${numberOf(raw)} is still in INBOX`);
  if (afterStoring.action === 'delete') return problems;
  const folder = afterStoring.action === 'trash' ? 'Trash' : afterStoring.folder;
  return [...problems, ...judgeNumbers(folder, numbers(await account.list(folder)), mails)];
}

function judgeNumbers(where: string, found: readonly (string | null)[], mails: number): string[] {
  const counts = new Map<string | null, number>();
  for (const number of found) counts.set(number, (counts.get(number) ?? 0) + 1);
  const problems: string[] = [];
  for (let number = 1; number <= mails; number++) {
    const count = counts.get(String(number)) ?? 0;
    if (count !== 1) problems.push(`${where}: number ${number} is there ${count} times`);
    counts.delete(String(number));
  }
  for (const number of counts.keys()) problems.push(`${where}: ${number} was never sent`);
  return problems;
}
