import { decodeText } from '../mime/charset.ts';
import { decodeHeaderText, tidyLine } from '../mime/header-text.ts';

/** A field of a machine-readable report (RFC 3464 §2.1). */
export interface ReportField {
  /** As written. */
  readonly name: string;
  readonly value: string;
  /** True if an empty line stands in front of it. */
  readonly startsGroup: boolean;
}

/** More than this of a report is not read. */
const maxReport = 256 * 1024;
const maxFields = 2000;

/** The fields of a report part, unfolded and decoded. Lines that are no fields are passed over. */
export function readReportFields(bytes: Uint8Array): readonly ReportField[] {
  return readReportLines(decodeText(bytes.subarray(0, maxReport), null).text.split(/\r{0,4}\n|\r/));
}

/** As `readReportFields`, from lines of text. */
export function readReportLines(lines: readonly string[]): readonly ReportField[] {
  const fields: { name: string; value: string; startsGroup: boolean }[] = [];
  let startsGroup = true;
  let open: { value: string } | null = null;
  for (const line of lines) {
    if (line.trim() === '') {
      startsGroup = true;
      open = null;
      continue;
    }
    if (/^[ \t]/.test(line) && open) {
      if (open.value.length < 8000) open.value += ` ${line.trim()}`;
      continue;
    }
    const match = /^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*)$/.exec(line.slice(0, 8000));
    if (!match || fields.length >= maxFields) {
      open = null;
      continue;
    }
    const field = { name: match[1] ?? '', value: match[2] ?? '', startsGroup };
    fields.push(field);
    open = field;
    startsGroup = false;
  }
  return fields.map((field) => ({ ...field, value: tidyLine(decodeReportText(field.value)) }));
}

function decodeReportText(value: string): string {
  return value.includes('=?')
    ? decodeHeaderText(Buffer.from(value, 'utf8').toString('latin1'), 'utf-8')
    : value;
}

/** The value of a typed field such as `rfc822; a@example.com`, without its type and angle brackets. */
export function untyped(value: string): string {
  const plain = value.replace(/^\s*[A-Za-z0-9/-]{1,40}\s*;\s*/, '').trim();
  const bracketed = /^<([^<>]*)>$/.exec(plain);
  return bracketed ? (bracketed[1] ?? '') : plain;
}

/** An address in a typed field (RFC 6533 §3 writes characters beyond ASCII as `\x{…}`). */
export function typedAddress(value: string): string {
  const decoded = untyped(value).replace(/\\x\{([0-9A-Fa-f]{2,6})\}/g, (whole, digits: string) => {
    const point = Number.parseInt(digits, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
  const found = /[^\s<>()[\],;:"]+@[^\s<>()[\],;:"]+/.exec(decoded)?.[0];
  return (found ?? decoded).replace(/\.$/, '').slice(0, 400).toWellFormed();
}
