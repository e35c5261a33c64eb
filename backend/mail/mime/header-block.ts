import type { Problems } from './problems.ts';

/** A header field; text is one character a byte, since what the bytes mean is decided later. */
export interface HeaderField {
  /** Lower-case. */
  readonly name: string;
  /** Unfolded: folds have become single spaces. */
  readonly value: string;
}

export interface HeaderBlock {
  readonly fields: readonly HeaderField[];
  /** Offset of the first byte of the body. */
  readonly bodyStart: number;
  /** Sender in a leading mbox line `From sender date`; null without one. */
  readonly mboxSender: string | null;
}

/** The first field of that name that is not empty. */
export function fieldOf(fields: readonly HeaderField[], name: string): string | null {
  return (
    fields.find((field) => field.name === name && field.value !== '')?.value ??
    fields.find((field) => field.name === name)?.value ??
    null
  );
}

const CR = 13;
const LF = 10;

/** No honest field is as long, and no honest header has as many. */
const maxFieldLength = 512 * 1024;
const maxFields = 5000;

/** Names after which the lines before them were header lines too, however odd they look. */
const wellKnownField =
  /^(?:from|to|cc|subject|date|sender|reply-to|return-path|received|message-id|mime-version|content-[a-z-]+|x-[a-z0-9-]+|delivered-to|references|in-reply-to|dkim-signature|list-[a-z-]+|status)[ \t]*:/i;
const fieldStart = /^([!-9;-~]{1,200})[ \t]*:/;

/**
 * Where the line that starts at `start` ends, and where the next one starts. Lines end in CRLF, LF, CR, or CRs before
 * an LF, as broken gateways write them.
 */
export function findLineEnd(
  bytes: Uint8Array,
  start: number,
  end: number,
): { readonly end: number; readonly next: number } {
  let at = start;
  while (at < end && bytes[at] !== LF && bytes[at] !== CR) at++;
  if (at >= end) return { end, next: end };
  if (bytes[at] === LF) return { end: at, next: at + 1 };
  let after = at;
  while (after < end && after - at < 8 && bytes[after] === CR) after++;
  if (after < end && bytes[after] === LF) return { end: at, next: after + 1 };
  return { end: at, next: at + 1 };
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

/** The line as text, cut where it is absurdly long. */
function readLine(bytes: Uint8Array, start: number, end: number): string {
  return latin1(bytes, start, Math.min(end, start + maxFieldLength));
}

/**
 * Reads header fields until the empty line that ends them (RFC 5322 §2.2), or until what can only be body. Accepts
 * an mbox `From ` line and empty lines in front, space before the colon, strange lines between fields.
 * @param entire true for a whole mail, false for a part within one
 */
export function readHeaderBlock(
  bytes: Uint8Array,
  start: number,
  end: number,
  entire: boolean,
  problems: Problems,
): HeaderBlock {
  const fields: HeaderField[] = [];
  let mboxSender: string | null = null;
  let open: { name: string; pieces: string[]; length: number } | null = null;
  let at = start;

  const checkLength = () => {
    if (open && open.length > maxFieldLength)
      problems.exceed(
        `The header field "${open.name.slice(0, 60)}" is longer than ${maxFieldLength / 1024} KB.`,
      );
  };
  const close = () => {
    if (!open) return;
    checkLength();
    if (fields.length < maxFields) fields.push({ name: open.name, value: open.pieces.join(' ').trim() });
    else problems.exceed(`There are more than ${maxFields} header fields.`);
    open = null;
  };
  const extend = (text: string) => {
    if (!open) return;
    if (open.length <= maxFieldLength && text !== '') open.pieces.push(text);
    open.length += text.length + 1;
    checkLength();
  };
  /** Whether the line at `from` begins a field (`known`: one of the common ones). */
  const beginsField = (from: number, known: boolean) =>
    from < end && (known ? wellKnownField : fieldStart).test(latin1(bytes, from, Math.min(end, from + 220)));

  if (entire) at = skipFrontMatter(bytes, at, end, beginsField, problems);

  while (at < end) {
    let line = findLineEnd(bytes, at, end);
    // A CR alone inside a line that goes on as neither field, fold nor end is dirt, not the end of a line.
    while (
      line.end > at &&
      line.end < end &&
      bytes[line.end] === CR &&
      line.next === line.end + 1 &&
      line.next < end &&
      bytes[line.next] !== CR &&
      !isBlankByte(bytes[line.next]) &&
      !beginsField(line.next, false) &&
      line.end - at < maxFieldLength
    ) {
      line = findLineEnd(bytes, line.next, end);
    }
    if (line.end === at) {
      close();
      return { fields, bodyStart: line.next, mboxSender };
    }
    const text = readLine(bytes, at, line.end).replaceAll('\r', ' ');
    if (isBlankByte(bytes[at])) {
      if (text.trim() === '' && !continuesAfterBlank(bytes, line.next, end, beginsField)) {
        close();
        return { fields, bodyStart: line.next, mboxSender };
      }
      if (open) extend(text.trim());
      else if (text.trim() !== '') {
        // The first line is indented: a field if it looks like one, else there is no header at all.
        if (!entire || !fieldStart.test(text.trimStart())) return { fields, bodyStart: at, mboxSender };
        const colon = text.indexOf(':');
        open = { name: text.slice(0, colon).trim().toLowerCase(), pieces: [], length: 0 };
        extend(text.slice(colon + 1).trim());
      }
    } else {
      const name = fieldStart.exec(text)?.[1];
      if (name !== undefined) {
        close();
        open = { name: name.toLowerCase(), pieces: [], length: 0 };
        const value = text.slice(text.indexOf(':') + 1);
        extend(value.trim());
        if (line.end - at > maxFieldLength) open.length = line.end - at;
      } else if (
        /^>?From /.test(text) &&
        (fields.length > 0 || open !== null || beginsField(line.next, false))
      ) {
        mboxSender ??= /^>?From (\S+@\S+)/.exec(text)?.[1] ?? null;
      } else if (open?.pieces.at(-1)?.endsWith(';') === true && /^[a-z0-9*-]{1,40}=/i.test(text)) {
        problems.add('A folded line of the header is not indented.');
        extend(text.trim());
      } else if (line.end - at >= maxFieldLength && (fields.length > 0 || open !== null)) {
        problems.exceed(`A line of the header is longer than ${maxFieldLength / 1024} KB.`);
      } else if (
        /^[!-9;-~]{1,60}\s*$/.test(text) &&
        /^[ \t]+:/.test(latin1(bytes, line.next, Math.min(end, line.next + 20)))
      ) {
        // A fold in front of the colon. Others may read this as the field that it is, so it must not be passed over.
        problems.add('A field name and its colon stand on two lines.');
        close();
        open = { name: text.trim().toLowerCase(), pieces: [], length: 0 };
        const value = findLineEnd(bytes, line.next, end);
        extend(
          readLine(bytes, line.next, value.end)
            .replace(/^[ \t]+:/, '')
            .trim(),
        );
        line = value;
      } else if ((fields.length > 0 || open !== null) && goesOn(bytes, line.next, end, beginsField)) {
        problems.add('A line in the header is no header field and was left out.');
      } else {
        close();
        if (entire || fields.length > 0) problems.add('The header is not ended by an empty line.');
        return { fields, bodyStart: at, mboxSender };
      }
    }
    at = line.next;
  }
  close();
  return { fields, bodyStart: end, mboxSender };
}

function isBlankByte(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}

/** Whether a field follows within the next lines, so that what stands in front of it is still header. */
function goesOn(
  bytes: Uint8Array,
  start: number,
  end: number,
  beginsField: (from: number, known: boolean) => boolean,
): boolean {
  let at = start;
  for (let lines = 0; lines < 3 && at < end; lines++) {
    if (beginsField(at, true)) return true;
    const line = findLineEnd(bytes, at, end);
    if (line.end === at) return false;
    at = line.next;
  }
  return false;
}

/** A line of blanks within the header: RFC 5322 §4.2 lets it be a fold, most writers mean the end of the header. */
function continuesAfterBlank(
  bytes: Uint8Array,
  next: number,
  end: number,
  beginsField: (from: number, known: boolean) => boolean,
): boolean {
  if (next >= end) return false;
  return isBlankByte(bytes[next]) || beginsField(next, true);
}

/** Skips a byte order mark and empty lines in front of the first field. */
function skipFrontMatter(
  bytes: Uint8Array,
  start: number,
  end: number,
  beginsField: (from: number, known: boolean) => boolean,
  problems: Problems,
): number {
  let at = start;
  if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
  let first = at;
  while (first < end && (bytes[first] === CR || bytes[first] === LF || isBlankByte(bytes[first]))) first++;
  if (first === at) return at;
  const isHeader = beginsField(first, true) || latin1(bytes, first, Math.min(end, first + 5)) === 'From ';
  if (!isHeader) return at;
  if (bytes[at] === CR || bytes[at] === LF) problems.add('The mail begins with empty lines.');
  return first;
}
