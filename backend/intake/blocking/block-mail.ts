import type { BlockedReason } from '../../../contract/domain/blocked-mail.ts';
import type { BlockedEntry, BlockedList } from '../../../contract/domain/intake-configuration.ts';
import type { MailOrigin } from '../../db/mail-tables.ts';
import type { ReadMail } from '../../mail/mime/mail-content.ts';
import { type AddressTable, createAddressTable } from '../tables/address-table.ts';

interface CompiledEntry extends BlockedEntry {
  /** Folded names of groups; empty: everywhere. */
  readonly queues: readonly string[];
}

/** A blocked list that is ready to be asked (B3). */
export interface CompiledBlockedList {
  readonly name: string;
  readonly table: AddressTable<CompiledEntry>;
}

export function compileBlockedLists(lists: readonly BlockedList[]): readonly CompiledBlockedList[] {
  return lists.map(({ name, entries }) => ({
    name,
    table: createAddressTable(
      (entries ?? []).map((entry) => ({ ...entry, queues: queuesOf(entry) })),
      ({ email }) => email,
    ),
  }));
}

/** The queues that an entry names, as they are compared. */
export function queuesOf({ queueNames }: Pick<BlockedEntry, 'queueNames'>): readonly string[] {
  return queueNames
    .split('|')
    .map(foldQueue)
    .filter((name) => name !== '');
}

export function foldQueue(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}

/**
 * Why a mail is to be kept back from a group; null: it is not. The senders that it names in From, Sender and the
 * envelope are looked up in every list, and an entry counts if it names no queues or this one, by its key or name.
 */
export function findBlock(
  lists: readonly CompiledBlockedList[],
  mail: ReadMail,
  origin: MailOrigin | null,
  group: { readonly key: string; readonly name: string },
): BlockedReason | null {
  const names = [foldQueue(group.key), foldQueue(group.name)];
  const senders = [
    { header: 'From', address: mail.from?.address ?? '' },
    { header: 'Sender', address: mail.sender?.address ?? '' },
    { header: 'SMTP envelope', address: origin?.via === 'smtp' ? origin.sender : '' },
  ].filter(({ address }) => address !== '');
  for (const { name: list, table } of lists) {
    for (const matched of senders) {
      const entry = table
        .findAll(matched.address)
        .find(({ queues }) => queues.length === 0 || queues.some((queue) => names.includes(queue)));
      if (entry) return { list, email: entry.email, notes: entry.notes, matched };
    }
  }
  return null;
}

/** The reason as a sentence for a person. */
export function sayBlocked({ list, email, matched }: BlockedReason): string {
  const entry = email === matched.address ? '' : ` by its entry ${email}`;
  return `It is kept back: ${matched.address} in ${matched.header} is on the blocked list “${list}”${entry}.`;
}
