import type { DeliveryAction } from '../../../contract/domain/mail-kind.ts';
import { type ReportField, typedAddress } from './report-fields.ts';

/** A message/delivery-status part: what is said of the mail, and of each recipient. */
export interface DeliveryStatus {
  readonly perMessage: readonly ReportField[];
  readonly recipients: readonly (readonly ReportField[])[];
}

const ofRecipient = new Set([
  'original-recipient', 'final-recipient', 'action', 'status', 'remote-mta', 'diagnostic-code', 'last-attempt-date',
  'final-log-id', 'will-retry-until', 'localized-address',
]); // prettier-ignore
const ofMessage = new Set([
  'reporting-mta', 'original-envelope-id', 'dsn-gateway', 'received-from-mta', 'arrival-date', 'reporting-ua',
]); // prettier-ignore

/**
 * Sorts the fields of a delivery status. By RFC 3464 §2.1 empty lines part the groups; reporters also leave them out
 * or write several, so a recipient's fields also start where one of them comes for the second time.
 */
export function groupDeliveryStatus(fields: readonly ReportField[]): DeliveryStatus {
  const perMessage: ReportField[] = [];
  const recipients: ReportField[][] = [];
  let current: ReportField[] | null = null;
  for (const field of fields) {
    const name = field.name.toLowerCase();
    if (ofMessage.has(name)) perMessage.push(field);
    else if (!ofRecipient.has(name)) (current ?? perMessage).push(field);
    else {
      if (current === null || startsRecipient(current, field)) recipients.push((current = []));
      current.push(field);
    }
  }
  return { perMessage, recipients: recipients.filter(saysSomething) };
}

function startsRecipient(current: readonly ReportField[], { name, startsGroup }: ReportField): boolean {
  const has = (wanted: string) => current.some((field) => field.name.toLowerCase() === wanted);
  const isRecipient = /^(?:final|original)-recipient$/i.test(name);
  if (isRecipient) return has(name.toLowerCase()) || (startsGroup && has('action') && has('final-recipient'));
  return startsGroup && has(name.toLowerCase()) && has('final-recipient');
}

function saysSomething(group: readonly ReportField[]): boolean {
  return group.some(({ name }) => /^(?:final-recipient|original-recipient|action|status)$/i.test(name));
}

export function valueOf(group: readonly ReportField[], name: string): string {
  return group.find((field) => field.name.toLowerCase() === name && field.value !== '')?.value ?? '';
}

/** The address the report is about: Final-Recipient, which every report must name, else the original one. */
export function recipientOf(group: readonly ReportField[]): string {
  const [final, original] = ['final-recipient', 'original-recipient'].map((name) =>
    typedAddress(valueOf(group, name)),
  );
  if (final?.includes('@') === true) return final;
  return original?.includes('@') === true ? original : (final ?? '') || (original ?? '');
}

/** RFC 3464 §2.3.3; where the action is missing or a word of the reporter's own, the status tells. */
export function actionOf(
  group: readonly ReportField[],
): Exclude<DeliveryAction, 'displayed' | 'deleted' | 'complained'> {
  const word = valueOf(group, 'action').toLowerCase();
  if (/^\W*(?:fail|undeliver|reject|bounce|error|expired)/.test(word)) return 'failed';
  if (/^\W*(?:delay|defer|warn|retry|transient)/.test(word)) return 'delayed';
  if (/^\W*(?:deliver|success)/.test(word)) return 'delivered';
  if (/^\W*relay/.test(word)) return 'relayed';
  if (/^\W*expand/.test(word)) return 'expanded';
  const status = valueOf(group, 'status').trimStart();
  if (status.startsWith('2')) return 'delivered';
  return status.startsWith('4') ? 'delayed' : 'failed';
}

/** `_DSNInfo.*` and `_DSNRawInfo.*`, numbered from 1 (G10, G11). */
export function deliveryStatusData({ perMessage, recipients }: DeliveryStatus): Record<string, string> {
  const data: Record<string, string> = { '_DSNInfo.RecipientCount': String(recipients.length) };
  for (const [at, group] of recipients.entries()) {
    data[`_DSNInfo.Recipient${at + 1}.Recipient`] = recipientOf(group);
    data[`_DSNInfo.Recipient${at + 1}.Action`] = actionOf(group);
  }
  addRaw(data, '_DSNRawInfo.', perMessage);
  data['_DSNRawInfo.RecipientCount'] = String(recipients.length);
  for (const [at, group] of recipients.entries()) addRaw(data, `_DSNRawInfo.Recipient${at + 1}.`, group);
  return data;
}

/** Every field under its own name; one that comes twice is joined, so that nothing is left out. */
export function addRaw(data: Record<string, string>, prefix: string, fields: readonly ReportField[]): void {
  for (const { name, value } of fields) {
    const key = `${prefix}${name}`;
    const before = data[key];
    data[key] = before === undefined ? value : `${before}\n${value}`;
  }
}
