import { createHash } from 'node:crypto';
import { cleanFileName } from './attachment-name.ts';
import type { UuFile } from './body-text.ts';
import { fieldOf } from './header-block.ts';
import { decodeHeaderText } from './header-text.ts';
import type { ReadAttachment } from './mail-content.ts';
import type { Part } from './part-tree.ts';
import type { Problems } from './problems.ts';
import type { TnefFile } from './special/tnef.ts';
import { decodeTransfer, decodeUu } from './transfer-encoding.ts';

/** The name given by either header; as the sender wrote it. */
export function fileNameOf(part: Part): string | null {
  const name =
    part.dispositionParameters.get('filename') ??
    part.parameters.get('name') ??
    part.dispositionParameters.get('name') ??
    part.parameters.get('filename') ??
    '';
  return name.trim() === '' ? null : name;
}

/** Its Content-ID without angle brackets; null without one. */
export function contentIdOf(part: Part): string | null {
  return cleanContentId(fieldOf(part.fields, 'content-id') ?? '');
}

function cleanContentId(id: string): string | null {
  const clean = decodeHeaderText(id, null)
    .replace(/[<>\s\p{Cc}]/gu, '')
    .slice(0, 998)
    .toWellFormed();
  return clean === '' ? null : clean;
}

/** A part as a file. */
export function attach(part: Part, problems: Problems): ReadAttachment {
  const bytes = new Uint8Array(decodeTransfer(part.body, part.encoding, problems));
  const given = fileNameOf(part);
  const name = given === null ? null : cleanFileName(given);
  return finish(name ?? nameByContent(part, bytes), part.type, bytes, contentIdOf(part));
}

/** A file that was uuencoded within a text. */
export function attachUu(file: UuFile): ReadAttachment {
  const bytes = new Uint8Array(decodeUu(file.lines) ?? []);
  return finish(cleanFileName(file.name), 'application/octet-stream', bytes, null);
}

/** A file that came within `winmail.dat`. */
export function attachTnef({ name, type, contentId, bytes }: TnefFile): ReadAttachment {
  const declared = type?.toLowerCase() ?? '';
  return finish(
    name === null ? null : cleanFileName(name),
    /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/.test(declared) ? declared : 'application/octet-stream',
    new Uint8Array(bytes),
    cleanContentId(contentId ?? ''),
  );
}

function finish(
  name: string | null,
  type: string,
  bytes: Uint8Array<ArrayBuffer>,
  contentId: string | null,
): ReadAttachment {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, type: type.slice(0, 255), size: bytes.length, sha256, contentId, inline: false, bytes };
}

/** Where the sender gave no name: a forwarded mail's subject, the last step of a Content-Location, or a known kind. */
function nameByContent(part: Part, bytes: Uint8Array): string | null {
  switch (part.type) {
    case 'message/rfc822':
    case 'message/global': {
      const head = Buffer.from(bytes.subarray(0, 16 * 1024)).toString('latin1');
      const subject = /^subject[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)/im.exec(head)?.[1] ?? '';
      const name = cleanFileName(
        decodeHeaderText(subject.replace(/\s+/g, ' ').trim(), null).replace(/[/\\]/g, '_'),
      );
      return `${(name ?? 'message').slice(0, 150).toWellFormed()}.eml`;
    }
    case 'message/delivery-status':
      return 'delivery-status.txt';
    case 'message/disposition-notification':
      return 'disposition-notification.txt';
    case 'message/feedback-report':
      return 'feedback-report.txt';
    case 'text/rfc822-headers':
      return 'headers.txt';
    case 'text/calendar':
      return 'invite.ics';
    default: {
      const location = fieldOf(part.fields, 'content-location') ?? '';
      const file = location.replace(/[?#].*$/s, '');
      return /\.[a-z0-9]{1,8}$/i.test(file) ? cleanFileName(decodeHeaderText(file, null)) : null;
    }
  }
}
