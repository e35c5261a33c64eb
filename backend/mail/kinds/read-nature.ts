import type { DeliveryReport, MailKind } from '../../../contract/domain/mail-kind.ts';
import { readAddresses } from '../mime/addresses.ts';
import { fieldOf } from '../mime/header-block.ts';
import type { ReadAttachment } from '../mime/mail-content.ts';
import { readMessageIds } from '../mime/message-ids.ts';
import { automaticReplySigns, isAutomaticReply, isMachineMade } from './automatic-reply.ts';
import { type DeliveryStatus, deliveryStatusData, groupDeliveryStatus, valueOf } from './delivery-status.ts';
import { finish, reportsOfStatus } from './delivery-reports.ts';
import { readDisposition } from './disposition.ts';
import { receiptInSubject } from './failure-phrases.ts';
import { foldWords } from './fold-words.ts';
import { type NatureSource, defaultNdrSenders, headerSigns } from './header-signs.ts';
import type { MailNature, SubjectMail } from './mail-nature.ts';
import { readNotice } from './notice.ts';
import { readReportFields, typedAddress } from './report-fields.ts';
import { type ReturnedMail, findReturned, namedMessageIds } from './returned-mail.ts';
import { readSpamMark } from './spam-marks.ts';

/**
 * Finds out what a mail is (G10 to G12, RFC 3464, 8098, 5965, 3834). What a machine wrote for machines decides; where
 * a mail system reports in words of its own, header and body must both speak for it. Linear in the size of the mail.
 * @param ndrSenders local parts, lower-case
 */
export function readNature(
  mail: NatureSource,
  ndrSenders: readonly string[] = defaultNdrSenders,
): MailNature {
  const returned = findReturned(mail);
  const subjectMail = subjectOf(returned);
  const spam = readSpamMark(mail.fields);
  const isAutomatic = isMachineMade(mail);
  const answer = (
    kind: MailKind,
    deliveryReports: readonly DeliveryReport[],
    evidence: readonly string[],
    more: Partial<MailNature> = {},
  ): MailNature => ({
    kind,
    deliveryReports,
    attachedData: {},
    subjectMail,
    isAutomatic: isAutomatic || kind !== 'message',
    spam,
    evidence,
    ...more,
  });

  const feedback = partOf(mail.attachments, /^message\/feedback-report$/);
  if (feedback) return answer('feedback', complaintOf(feedback, returned), ['a feedback report (RFC 5965)']);

  const receipt = partOf(mail.attachments, /^message\/(?:global-)?disposition-notification$/);
  const disposition = receipt && readDisposition(readReportFields(receipt.bytes));
  if (disposition) {
    const { action, recipient, originalMessageId, data } = disposition;
    const report = finish({ recipient, action, status: null, diagnostic: '', remoteMta: null, cause: null });
    const messageIds = [...readMessageIds(originalMessageId), ...subjectMail.messageIds];
    return answer('disposition', [report], ['a disposition notification (RFC 8098)'], {
      attachedData: data,
      subjectMail: { ...subjectMail, messageIds },
    });
  }

  if (isBareComplaint(mail, returned))
    return answer('feedback', [complaintWithout(returned)], ['a complaint without its report part']);

  const signs = headerSigns(mail);
  const status = statusOf(mail);
  if (status) return answer(...reportKind(status, returned), moreOf(status, subjectMail));

  const notice = readNotice({ mail, returned, signs, ndrSenders });
  if (notice) {
    return answer(
      notice.isFailure ? 'ndr' : 'report',
      notice.reports,
      notice.evidence,
      notice.status ? moreOf(notice.status, subjectMail) : {},
    );
  }
  if (isBareReceipt(mail)) {
    const report = finish({
      recipient: mail.from?.address ?? '',
      action: 'displayed',
      status: null,
      diagnostic: '',
      remoteMta: null,
      cause: null,
    });
    return answer('disposition', [report], ['a read receipt without its report part']);
  }
  const replySigns = automaticReplySigns(mail);
  if (isAutomaticReply(replySigns)) {
    return answer(
      'auto-reply',
      [],
      replySigns.map(({ words }) => words),
    );
  }
  return answer('message', [], []);
}

function partOf(attachments: readonly ReadAttachment[], type: RegExp): ReadAttachment | null {
  return attachments.find((attachment) => type.test(attachment.type)) ?? null;
}

/** All delivery-status parts together: a few gateways write one for each recipient. */
function statusOf({ attachments }: NatureSource): DeliveryStatus | null {
  const parts = attachments.filter(
    ({ type, name }) =>
      /^message\/(?:global-)?delivery-status$/.test(type) ||
      (name !== null && /^(?:delivery[-_ ]?status|details)\.(?:txt|dat)$/i.test(name)),
  );
  const all = parts.map(({ bytes }) => groupDeliveryStatus(readReportFields(bytes)));
  const status = {
    perMessage: all.flatMap(({ perMessage }) => perMessage),
    recipients: all.flatMap(({ recipients }) => recipients),
  };
  return status.recipients.length > 0 ? status : null;
}

/** One failed recipient makes it a report of non-delivery (G11). */
function reportKind(
  status: DeliveryStatus,
  { notice }: ReturnedMail,
): [kind: MailKind, reports: readonly DeliveryReport[], evidence: readonly string[]] {
  const reports = reportsOfStatus(status, notice);
  const isFailure = reports.some(({ action }) => action === 'failed');
  return [isFailure ? 'ndr' : 'report', reports, ['a delivery status (RFC 3464)']];
}

function moreOf(status: DeliveryStatus, subjectMail: SubjectMail): Partial<MailNature> {
  const envelopeId = valueOf(status.perMessage, 'original-envelope-id');
  return {
    attachedData: deliveryStatusData(status),
    subjectMail: { ...subjectMail, envelopeId: envelopeId === '' ? null : envelopeId },
  };
}

function subjectOf({ messageId, isPart, notice }: ReturnedMail): SubjectMail {
  const named = namedMessageIds(notice);
  return {
    messageIds: [...new Set([...(messageId === null ? [] : [messageId]), ...named])],
    envelopeId: null,
    isReturned: isPart && messageId !== null,
  };
}

function complaintOf(part: ReadAttachment, returned: ReturnedMail): readonly DeliveryReport[] {
  const fields = readReportFields(part.bytes);
  const named = ['original-rcpt-to', 'removal-recipient', 'original-recipient', 'final-recipient']
    .map((name) => typedAddress(valueOf(fields, name)))
    .find((address) => address.includes('@'));
  return [
    {
      ...complaintWithout(returned),
      ...(named === undefined ? {} : { recipient: named }),
      diagnostic: valueOf(fields, 'feedback-type').slice(0, 200),
      remoteMta: valueOf(fields, 'reporting-mta').slice(0, 255) || null,
    },
  ];
}

function complaintWithout({ fields }: ReturnedMail): DeliveryReport {
  const to = ['x-hmxmroriginalrecipient', 'to'].map((name) => fieldOf(fields, name)).find(Boolean) ?? '';
  return finish({
    recipient: readAddresses(to, null)[0]?.address ?? '',
    action: 'complained',
    status: null,
    diagnostic: '',
    remoteMta: null,
    cause: null,
  });
}

/** Feedback loops from before RFC 5965, which send the mail with a subject of their own. */
function isBareComplaint({ fields, subject }: NatureSource, returned: ReturnedMail): boolean {
  if (/report-type\s*=\s*"?feedback-report/i.test(fieldOf(fields, 'content-type') ?? '')) return true;
  return (
    returned.fields.length > 0 &&
    /^(?:complaint about message from|email feedback report for|abuse report\b|spam complaint\b)/i.test(
      (subject ?? '').trim(),
    )
  );
}

/** `report-type=disposition-notification`, or Exchange's class of receipts, around a text only. */
function isBareReceipt({ fields, subject }: NatureSource): boolean {
  const value = (name: string) => fields.find((field) => field.name === name)?.value ?? '';
  if (/report-type\s*=\s*"?disposition-notification/i.test(value('content-type'))) return true;
  if (/content-classes:mdn/i.test(value('content-class'))) return true;
  const isReceipt = receiptInSubject(foldWords((subject ?? '').slice(0, 200))) !== null;
  return isReceipt && /^multipart\/report/i.test(value('content-type'));
}
