import type { AutomaticEvidence, AutomaticPurpose } from '../../contract/domain/automatic-mail.ts';
import type { BlockedReason } from '../../contract/domain/blocked-mail.ts';
import type { MailOrigin } from '../db/mail-tables.ts';
import type { MailHeaders } from '../intake/mail-headers.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import { findAnswerAddress, findUnattended } from './answer-address.ts';
import { automaticMarks } from './automatic-marks.ts';

/** The mail that would be answered or forwarded. */
export interface TriggeringMail {
  readonly content: Pick<ReadMail, 'from' | 'nature' | 'date'>;
  readonly headers: MailHeaders;
  readonly origin: MailOrigin;
  readonly blocked: BlockedReason | null;
  /** True for addresses that lead to the tenant. */
  readonly isOurs: (address: string) => boolean;
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** A mail that has passed more servers goes round (RFC 5321 section 6.3 wants at least 100 to be let through). */
const mostHops = 100;

/**
 * What the mail itself says against an automatic mail because of it (RFC 3834 section 2), and whom an answer goes to.
 * Forwarding is held back by what shows a loop only: that a machine wrote a mail is no reason not to pass it on.
 * @param to of a forward
 */
export function gatherStaticEvidence(
  purpose: AutomaticPurpose,
  mail: TriggeringMail,
  to: string | null,
): { readonly recipient: string; readonly evidence: readonly AutomaticEvidence[] } {
  const loops = [...findBlocked(mail.blocked), ...findLoop(mail)];
  if (purpose === 'forward') return { recipient: to ?? '', evidence: loops };
  const { recipient, evidence } = findAnswerAddress(mail.content, mail.headers, mail.origin);
  const from = mail.content.from?.address ?? '';
  const own = [...new Set([from, recipient])].filter((address) => address !== '' && mail.isOurs(address));
  const found = [
    ...automaticMarks(mail.headers).map(({ header, value, says }): AutomaticEvidence => ({
      rule: 'automatic',
      source: header,
      value,
      says,
    })),
    ...evidence,
    ...findLate(mail.content.date, new Date()),
    ...findUnattended('From', from),
    ...(recipient === from ? [] : findUnattended('Return-Path', recipient)),
    ...own.map((address): AutomaticEvidence => ({
      rule: 'own-address',
      source: address === from ? 'From' : 'Return-Path',
      value: address,
      says: 'the sender is one of our own addresses',
    })),
    ...loops,
  ];
  return { recipient, evidence: found.length > 0 ? found : findNature(mail.content.nature) };
}

/** Where no header says so, what the mail was found out to be. */
function findNature({ isAutomatic, kind, evidence }: ReadMail['nature']): readonly AutomaticEvidence[] {
  if (!isAutomatic) return [];
  const value = [kind, ...evidence].join(', ').slice(0, 200);
  return [{ rule: 'automatic', source: 'kind', value, says: 'a machine wrote the mail' }];
}

/** A mailbox that is read for the first time holds old mail, and nobody waits for an answer to it. */
function findLate(date: string | null, now: Date): readonly AutomaticEvidence[] {
  if (date === null || now.getTime() - Date.parse(date) <= dayMilliseconds) return [];
  const says = 'the mail was written more than a day ago';
  return [{ rule: 'late', source: 'Date', value: date, says }];
}

function findBlocked(blocked: BlockedReason | null): readonly AutomaticEvidence[] {
  if (blocked === null) return [];
  const { list, email } = blocked;
  return [{ rule: 'blocked', source: list, value: email, says: 'the sender is on a blocked list' }];
}

function findLoop({ headers, isOurs }: TriggeringMail): readonly AutomaticEvidence[] {
  const mark = headers.all('X-Loop').find((value) => isOurs(value.trim()));
  const hops = headers.all('Received').length;
  return [
    ...(mark === undefined
      ? []
      : [
          {
            rule: 'own-mail' as const,
            source: 'X-Loop',
            value: mark.slice(0, 200),
            says: 'one of our own automatic mails came back',
          },
        ]),
    ...(hops <= mostHops
      ? []
      : [
          {
            rule: 'hops' as const,
            source: 'Received',
            value: String(hops),
            says: 'the mail has passed so many servers that it goes round',
          },
        ]),
  ];
}
