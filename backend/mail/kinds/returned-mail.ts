import { fieldOf, type HeaderField, readHeaderBlock } from '../mime/header-block.ts';
import type { ReadMail } from '../mime/mail-content.ts';
import { readMessageId, readMessageIds } from '../mime/message-ids.ts';
import { Problems } from '../mime/problems.ts';

/** The mail that a return message gives back, and the words of the return message itself. */
export interface ReturnedMail {
  /** Its header; empty if nothing was given back. */
  readonly fields: readonly HeaderField[];
  /** Without angle brackets; null where it has none. */
  readonly messageId: string | null;
  /** True: it is a part of the mail; false: it stands in the text. */
  readonly isPart: boolean;
  /** What stands in front of it. */
  readonly notice: string;
}

const headerTypes =
  /^(?:message\/(?:rfc822|global|global-headers|rfc822-headers|partial)|text\/(?:rfc822-headers|rfc822))$/;

/** More than this of a notice, or of a returned header, is not looked at. */
const maxNotice = 32 * 1024;
const maxHeader = 64 * 1024;
const maxLines = 1500;

/**
 * Finds the returned mail: as a part (RFC 3462 §2), or within the text, where most systems that know no reports put
 * it.
 */
export function findReturned({ text, attachments }: Pick<ReadMail, 'text' | 'attachments'>): ReturnedMail {
  const quoted = findQuoted(text);
  for (const { type, bytes, name } of attachments) {
    if (!headerTypes.test(type) && !(type === 'text/plain' && /^(?:headers?|original)\b/i.test(name ?? '')))
      continue;
    const fields = readFields(bytes);
    if (fields.length > 0) return { fields, messageId: idOf(fields), isPart: true, notice: quoted.notice };
  }
  return quoted;
}

function readFields(bytes: Uint8Array): readonly HeaderField[] {
  return readHeaderBlock(bytes, 0, Math.min(bytes.length, maxHeader), true, new Problems()).fields;
}

function idOf(fields: readonly HeaderField[]): string | null {
  return readMessageId(fieldOf(fields, 'message-id') ?? '');
}

const fieldLine = /^([A-Za-z][A-Za-z0-9-]{1,60}):(?:[ \t]|$)/;
const surelyHeader =
  /^(?:received|return-path|message-id|mime-version|x-[a-z-]+|dkim-signature|content-type)$/i;
const usualHeader = /^(?:from|to|subject|date|message-id|received)$/i;

/**
 * A header within the text: lines that are nothing but fields and their folds, among them one that only a machine
 * writes. A summary such as Exchange's `To: Subject: Sent:` is none.
 */
function findQuoted(text: string): ReturnedMail {
  const written = text.slice(0, 256 * 1024).split('\n');
  // Some quote the header like the rest of the mail.
  const lines = written.map((line) => (line.startsWith('>') ? line.replace(/^> ?/, '') : line));
  const end = Math.min(lines.length, maxLines);
  for (let at = 0; at < end; at++) {
    if (!fieldLine.test(lines[at] ?? '')) continue;
    const last = endOfFields(lines, at);
    const fields = readFields(Buffer.from(lines.slice(at, last).join('\n'), 'utf8'));
    const sure = fields.filter(({ name }) => surelyHeader.test(name)).length;
    const usual = new Set(fields.map(({ name }) => name).filter((name) => usualHeader.test(name))).size;
    // The header of a return message that itself was returned as text is not the one of our mail.
    if (fields.length >= 3 && sure >= 1 && usual >= 2)
      return { fields, messageId: idOf(fields), isPart: false, notice: noticeOf(lines, at) };
    at = last;
  }
  return { fields: [], messageId: null, isPart: false, notice: noticeOf(lines, lines.length) };
}

function endOfFields(lines: readonly string[], start: number): number {
  let at = start;
  while (at < lines.length && (fieldLine.test(lines[at] ?? '') || /^[ \t]+\S/.test(lines[at] ?? ''))) at++;
  return at;
}

/** Below this line nothing is the notice's own, even if no header follows. */
const cut =
  /^\W{0,80}(?:below (?:this|the next) line is a copy|this is a copy of the message|here is a copy|a copy of the (?:original )?message|(?:the )?(?:original|returned|undelivered|unsent|rejected) (?:message|mail)(?: headers?)?(?: (?:follows|below|as received)|\W{0,80}$)|(?:the )?message headers? follows?|start of returned message|your message reads|ursprüngliche nachrichtenkopf|en-têtes de message d'origine|encabezados de mensajes originales|intestazioni originali|cabeçalhos de mensagem originais|元のメッセージ ヘッダー|原始邮件头)/i;

function noticeOf(lines: readonly string[], end: number): string {
  const at = lines.slice(0, end).findIndex((line) => cut.test(line.slice(0, 200)));
  return lines
    .slice(0, at <= 0 ? end : at)
    .join('\n')
    .slice(0, maxNotice);
}

/** Message-IDs that a notice names in its own words. */
export function namedMessageIds(notice: string): readonly string[] {
  return [...notice.matchAll(/^[ \t>]{0,20}(?:original )?message[- ]?id[ \t]{0,5}:[ \t]*(\S{3,300})/gim)]
    .flatMap((match) => readMessageIds(match[1] ?? ''))
    .slice(0, 5);
}
