import type { DeliveryReport } from '../../../contract/domain/mail-kind.ts';
import { readAddresses } from '../mime/addresses.ts';
import type { DeliveryStatus } from './delivery-status.ts';
import { groupDeliveryStatus } from './delivery-status.ts';
import { reportsOfNotice, reportsOfStatus } from './delivery-reports.ts';
import { type NamedFailure, findLikelyRecipient, findNamedFailures } from './failed-recipients.ts';
import {
  delayWords,
  failureInBody,
  failureInSubject,
  finalWords,
  successInSubject,
  successWords,
  surelyDelayed,
} from './failure-phrases.ts';
import { foldWords } from './fold-words.ts';
import { type NatureSource, type Sign, isPostmaster, localPartOf, sumOf } from './header-signs.ts';
import { bodySigns, isPostmastersNotice, isProven, searched } from './notice-proof.ts';
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
  const likely = named.length === 0 ? findLikelyRecipient(returned.notice, ours) : null;
  const isAboutSomebody = named.length > 0 || likely !== null;
  const sender = localPartOf(mail.from?.address ?? '');
  if (
    !isListed &&
    !isProven(signs, body, returned) &&
    !(isPostmaster(sender) && isPostmastersNotice(signs, body, isAboutSomebody))
  )
    return null;

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
  const found = fallback.length === 0 && likely !== null ? [likely] : named;
  const reports = reportsOfNotice(action, found, fallback.slice(0, 1), returned.notice.trim());
  return { isFailure: action === 'failed', reports, status: null, evidence };
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
  if (successInSubject(subject) !== null && failureInSubject(subject) === null) return 'delivered';
  if (surelyDelayed(said) !== null) return 'delayed';
  const isOver = finalWords(subject) !== null || finalWords(said) !== null;
  if (delayWords(subject) !== null && finalWords(subject) === null) return 'delayed';
  if (!isOver && delayWords(said) !== null) return 'delayed';
  const saysFailure = failureInSubject(subject.replaceAll('delivery status', '')) !== null;
  if (successWords(subject) !== null) return 'delivered';
  if (
    !saysFailure &&
    successWords(said) !== null &&
    failureInBody(said.replaceAll('message to the following', '')) === null
  )
    return 'delivered';
  return 'failed';
}
