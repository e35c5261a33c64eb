import type { DeliveryReport } from '../../../contract/domain/mail-kind.ts';
import { readAddresses } from '../mime/addresses.ts';
import type { DeliveryStatus } from './delivery-status.ts';
import { groupDeliveryStatus } from './delivery-status.ts';
import { reportsOfNotice, reportsOfStatus } from './delivery-reports.ts';
import { type NamedFailure, findNamedFailures } from './failed-recipients.ts';
import {
  delayWords,
  failureInBody,
  failureInSubject,
  finalWords,
  successWords,
  surelyDelayed,
} from './failure-phrases.ts';
import { foldWords } from './fold-words.ts';
import { type NatureSource, type Sign, localPartOf, sumOf } from './header-signs.ts';
import { readReportLines } from './report-fields.ts';
import type { ReturnedMail } from './returned-mail.ts';
import { findCodes } from './status-codes.ts';

/** A report in a mail system's own words. */
export interface Notice {
  /** False: it waits, or arrived. */
  readonly isFailure: boolean;
  readonly reports: readonly DeliveryReport[];
  readonly status: DeliveryStatus | null;
  readonly evidence: readonly string[];
}

interface NoticeSource {
  readonly mail: NatureSource;
  readonly returned: ReturnedMail;
  readonly signs: readonly Sign[];
  readonly ndrSenders: readonly string[];
}

/** How much of a notice is searched for phrases: they stand at its beginning. */
const searched = 6000;
/** What header and body must weigh together, and what the header alone must. */
const enough = 9;
const enoughAlone = 8;

/** Reads a return message without a report part, as most of them were before RFC 3464 and many still are. */
export function readNotice({ mail, returned, signs, ndrSenders }: NoticeSource): Notice | null {
  // G10, as it stands.
  const isListed =
    ndrSenders.includes(localPartOf(mail.from?.address ?? '')) &&
    returned.isPart &&
    returned.messageId !== null;
  if (!isListed && sumOf(signs) < 2) return null;
  const said = foldWords(returned.notice.slice(0, searched));
  const ours = new Set(mail.to.map(({ address }) => address.toLowerCase()));
  const named = withFailedHeader(mail, findNamedFailures(returned.notice, ours), returned.notice);
  const body = bodySigns(returned, said, named);
  if (!isListed && !isProven(signs, body, returned)) return null;

  const evidence = [...signs, ...body].filter(({ weight }) => weight > 0).map(({ words }) => words);
  const status = statusInText(returned.notice) ?? enclosedStatus(mail, returned);
  if (status) {
    const reports = reportsOfStatus(status, returned.notice);
    return { isFailure: reports.some(({ action }) => action === 'failed'), reports, status, evidence };
  }
  const action = actionIn(foldWords((mail.subject ?? '').slice(0, 300)), said);
  const fallback = returned.fields
    .filter(({ name }) => name === 'x-failed-recipients' || name === 'to')
    .flatMap(({ value }) => readAddresses(value, null))
    .map(({ address }) => address)
    .filter((address) => address.includes('@'));
  const reports = reportsOfNotice(action, named, fallback.slice(0, 1), returned.notice.trim());
  return { isFailure: action === 'failed', reports, status: null, evidence };
}

/**
 * Parcels are not delivered either: without a mail system for a sender, something must be given back, or named with
 * its status or recipient.
 */
function isProven(signs: readonly Sign[], body: readonly Sign[], returned: ReturnedMail): boolean {
  const header = sumOf(signs);
  const total = header + sumOf(body);
  const isSystem = signs.some(({ weight, isMachine }) => isMachine === true && weight >= 5);
  if (isSystem) return header >= enoughAlone || total >= enough;
  const machine = sumOf(signs.filter(({ isMachine }) => isMachine));
  if (returned.fields.length > 0) return total >= enough && header >= 3;
  // Logs and digests name statuses and addresses too: the subject must speak, or the sender be no person at all.
  const saysSo = signs.some(({ words }) => words.startsWith('the subject says')) || machine >= 6;
  const isListMail = signs.some(({ words }) => words.endsWith('mailing list'));
  const proof = sumOf(body.filter(({ isMachine }) => isMachine));
  return !isListMail && total >= enough && machine >= 2 && saysSo && proof >= 1;
}

function bodySigns(returned: ReturnedMail, said: string, named: readonly NamedFailure[]): readonly Sign[] {
  const signs: Sign[] = [];
  if (returned.fields.length > 0) signs.push({ weight: 3, words: 'a mail is given back', isMachine: true });
  const phrase = failureInBody(said);
  if (phrase !== null) signs.push({ weight: 3, words: `the text says “${phrase}”` });
  const codes = findCodes(returned.notice.slice(0, searched));
  if (codes.status !== null)
    signs.push({ weight: 3, words: `the text names the status ${codes.status}`, isMachine: true });
  else if (codes.reply !== null) signs.push({ weight: 2, words: `the text names the code ${codes.reply}` });
  if (named.length > 0) signs.push({ weight: 1, words: 'the text names recipients', isMachine: true });
  return signs;
}

/** X-Failed-Recipients names all of them (Exim, Gmail); the text tells why. */
function withFailedHeader(
  { fields }: NatureSource,
  named: readonly NamedFailure[],
  notice: string,
): readonly NamedFailure[] {
  const listed = fields
    .filter(({ name }) => name === 'x-failed-recipients')
    .flatMap(({ value }) => readAddresses(value, null))
    .map(({ address }) => address)
    .filter((address) => address.includes('@'));
  if (listed.length === 0) return named;
  return listed.map(
    (recipient) =>
      named.find((one) => one.recipient.toLowerCase() === recipient.toLowerCase()) ?? {
        recipient,
        words: notice.trim(),
        codes: findCodes(notice),
      },
  );
}

/** A delivery status that stands in the text, since a gateway took the parts for text. */
function statusInText(notice: string): DeliveryStatus | null {
  if (!/^(?:final|original)-recipient[ \t]*:/im.test(notice)) return null;
  const fields = readReportLines(notice.split('\n').slice(0, 1500)).filter(({ name }) =>
    /^(?:reporting-mta|original-envelope-id|arrival-date|original-recipient|final-recipient|action|status|remote-mta|diagnostic-code|last-attempt-date|will-retry-until|final-log-id)$/i.test(
      name,
    ),
  );
  const status = groupDeliveryStatus(fields);
  return status.recipients.length > 0 ? status : null;
}

/** Gateways wrap a whole report as if it were the returned mail. */
function enclosedStatus({ attachments }: NatureSource, { fields }: ReturnedMail): DeliveryStatus | null {
  const isReport = fields.some(
    ({ name, value }) => name === 'content-type' && /^multipart\/report/i.test(value),
  );
  const enclosed = attachments.find(({ type }) => type === 'message/rfc822');
  if (!isReport || !enclosed) return null;
  return statusInText(
    Buffer.from(enclosed.bytes.subarray(0, 64 * 1024))
      .toString('latin1')
      .replaceAll('\r', ''),
  );
}

function actionIn(subject: string, said: string): 'failed' | 'delayed' | 'delivered' {
  if (surelyDelayed(said) !== null) return 'delayed';
  const isOver = finalWords(subject) !== null || finalWords(said) !== null;
  if (delayWords(subject) !== null && finalWords(subject) === null) return 'delayed';
  if (!isOver && delayWords(said) !== null) return 'delayed';
  const saysFailure = failureInSubject(subject.replaceAll('delivery status notification', '')) !== null;
  if (successWords(subject) !== null) return 'delivered';
  if (
    !saysFailure &&
    successWords(said) !== null &&
    failureInBody(said.replaceAll('message to the following', '')) === null
  )
    return 'delivered';
  return 'failed';
}
