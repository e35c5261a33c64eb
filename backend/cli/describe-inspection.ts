import type { Inspection } from '../../contract/domain/inspection.ts';
import type { ReadAddress } from '../../contract/domain/mail-address.ts';
import type { RuleOutcome } from '../../contract/domain/rule.ts';
import { previewOf } from '../texts/preview.ts';
import { describeAuthentication } from './describe-authentication.ts';

/** An inspection for the eyes: a heading and one line for each thing that there is. */
export function describeInspection(inspection: Inspection): readonly string[] {
  const { from, to, cc, subject, date, attachments, language, authentication, serviceAccess, serviceGroup } =
    inspection;
  const rows: (readonly [label: string, value: string | null])[] = [
    ['From', from && describeAddress(from)],
    ['To', describeAddresses(to)],
    ['Cc', describeAddresses(cc)],
    ['Subject', subject],
    ['Date', date],
    ['Text', previewOf(inspection.replyText)],
    ['Language', language],
    ['Kind', inspection.kind === 'message' ? null : inspection.kind],
    ...inspection.deliveryReports.map(
      ({ recipient, status, reason }) =>
        ['Delivery', `${recipient} ${status ?? ''} ${reason.en}`.replace(/ +/g, ' ').trim()] as const,
    ),
    ['Spam', inspection.spam?.flagged === true ? `marked by ${inspection.spam.source}` : null],
    ['Authentic', authentication && describeAuthentication(authentication)],
    ...attachments.map(
      ({ name, type, size }) =>
        ['Attachment', `${name ?? 'without a name'} (${type}, ${size} bytes)`] as const,
    ),
    ['Goes to', serviceGroup && `${serviceGroup}${serviceAccess === null ? '' : ` by “${serviceAccess}”`}`],
    ['Why', inspection.ok ? inspection.why : null],
    ...inspection.rules.map((outcome) => ['Rule', describeRule(outcome)] as const),
    ...inspection.problems.map((problem) => ['Problem', problem] as const),
  ];
  return [
    plain(inspection.file),
    ...rows.flatMap(([label, value]) =>
      value === null || value === '' ? [] : [`  ${label.padEnd(11)}${plain(value)}`],
    ),
  ];
}

function describeRule({ name, fired, because, did }: RuleOutcome): string {
  return fired ? `“${name}” fired: ${because}; ${did.join(', ')}` : `“${name}” did not fire: ${because}`;
}

function describeAddress({ name, address }: ReadAddress): string {
  return name === '' ? address : `${name} <${address}>`;
}

function describeAddresses(addresses: readonly ReadAddress[]): string {
  const shown = addresses.slice(0, 10).map(describeAddress).join(', ');
  return addresses.length > 10 ? `${shown} and ${addresses.length - 10} more` : shown;
}

/** Mail must not control the terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ');
}
