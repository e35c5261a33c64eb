import { decodeText } from './charset.ts';
import { joinFlowed } from './flowed-text.ts';
import type { Part } from './part-tree.ts';
import type { Problems } from './problems.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** Nobody reads more; HTML may hold pictures within. */
const maxTextBytes = 5e6;
const maxHtmlBytes = 30e6;

/** The text of a text part: transfer encoding and charset undone, lines ended by LF, no NUL. */
export function readTextPart(
  part: Part,
  problems: Problems,
): { readonly text: string; readonly charset: string } {
  const isHtml = part.type.endsWith('html') || part.type.endsWith('html+xml');
  const limit = isHtml ? maxHtmlBytes : maxTextBytes;
  const whole = decodeTransfer(part.body, part.encoding, problems);
  if (whole.length > limit)
    problems.add(`The text is longer than ${limit / 1e6} MB; only its beginning was read.`);
  const bytes = whole.subarray(0, limit);
  const declared = part.parameters.get('charset') ?? null;
  const decoded = decodeText(bytes, declared, isHtml ? htmlCharset(bytes) : null);
  if (decoded.problem !== null) problems.add(decoded.problem);
  const text = decoded.text
    .replace(/\r{1,8}\n|\r/g, '\n')
    .replaceAll('\0', '')
    .toWellFormed();
  const isFlowed = part.type === 'text/plain' && part.parameters.get('format')?.toLowerCase() === 'flowed';
  const delSp = part.parameters.get('delsp')?.toLowerCase() === 'yes';
  return { text: isFlowed ? joinFlowed(text, delSp) : text, charset: decoded.charset };
}

/** The charset that an HTML document names itself. */
function htmlCharset(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  return /<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{1,40})/i.exec(head)?.[1] ?? null;
}

/** text/enriched (RFC 1896) and text/richtext (RFC 1341) as plain text. */
export function plainOfEnriched(text: string): string {
  return text
    .replace(/<param>[^<]{0,1000}<\/param>/gi, '')
    .replace(/<nl>/gi, '\n')
    .replaceAll('<<', '\u0001')
    .replace(/<\/?[a-z][^<>]{0,60}>/gi, '')
    .replaceAll('\u0001', '<')
    .replace(/\n(\n+)/g, '$1');
}

export interface UuFile {
  readonly name: string;
  readonly lines: string;
}

/** Cuts uuencoded files out of a text, as mailers before MIME sent them. */
export function cutUuFiles(text: string): { readonly text: string; readonly files: readonly UuFile[] } {
  if (!text.includes('begin ')) return { text, files: [] };
  const files: UuFile[] = [];
  const kept: string[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const name = /^begin [0-7]{3,4} (\S.{0,250})$/.exec(line)?.[1];
    let end = at + 1;
    if (name !== undefined) while (end < lines.length && isUuLine(lines[end] ?? '')) end++;
    if (name === undefined || end === at + 1 || !/^end\s*$/.test(lines[end] ?? '')) {
      kept.push(line);
      continue;
    }
    files.push({ name, lines: lines.slice(at + 1, end).join('\n') });
    at = end;
  }
  return { text: kept.join('\n'), files };
}

/** A line whose first character tells its length (POSIX uuencode); blanks at its end may have been lost. */
function isUuLine(line: string): boolean {
  if (line === '' || line.length > 90 || line.startsWith('end')) return line === '';
  const size = (line.charCodeAt(0) - 32) & 63;
  return /^[\x20-\x60]+$/.test(line) && Math.abs(line.length - 1 - Math.ceil(size / 3) * 4) <= 4;
}
