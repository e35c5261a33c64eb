import { type HeaderField, fieldOf, findLineEnd, readHeaderBlock } from './header-block.ts';
import type { ReadLimits } from './mail-content.ts';
import { readParameterField } from './parameters.ts';
import { Problems } from './problems.ts';
import { openCms } from './special/cms.ts';
import { type TransferEncoding, decodeTransfer, readTransferEncoding } from './transfer-encoding.ts';

/** A body part (RFC 2045 §2.5); the whole mail is the outermost one. */
export interface Part {
  readonly fields: readonly HeaderField[];
  /** Lower-case, never empty: `text/plain` where nothing sensible is declared. */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** `inline`, `attachment`, another word, or empty. */
  readonly disposition: string;
  readonly dispositionParameters: ReadonlyMap<string, string>;
  readonly encoding: TransferEncoding;
  /** Still encoded; for a multipart with children unused. */
  readonly body: Uint8Array;
  /** Of a multipart that could be taken apart. */
  readonly children: readonly Part[];
}

export interface PartContext {
  readonly limits: ReadLimits;
  readonly problems: Problems;
  /** Parts still allowed. */
  partsLeft: number;
  /** Bytes that may still come out of what is compressed; at first as many as the whole mail may have. */
  inflatedLeft?: number;
}

/**
 * Makes a part of header fields and a body, and takes a multipart apart: outer boundaries first, so that an inner
 * multipart that is never closed cannot swallow what comes after it.
 */
export function readPart(
  fields: readonly HeaderField[],
  body: Uint8Array,
  defaultType: string,
  depth: number,
  context: PartContext,
): Part {
  const { problems } = context;
  const contentType = readParameterField(fieldOf(fields, 'content-type') ?? '', null);
  const disposition = readParameterField(fieldOf(fields, 'content-disposition') ?? '', null);
  const type = sensibleType(contentType.value, defaultType, problems);
  const encoding = readTransferEncoding(fieldOf(fields, 'content-transfer-encoding') ?? '');
  const part = {
    fields,
    type,
    parameters: contentType.parameters,
    disposition: disposition.value,
    dispositionParameters: disposition.parameters,
    encoding,
    body,
    children: [],
  };
  const boundary = (contentType.parameters.get('boundary') ?? '').trimEnd();
  const isMultipart = type.startsWith('multipart/');
  const isMail = encoding === 'identity' && /^message\/(?:rfc822|global)$/.test(type);
  const signed = readSigned(part, context);
  if (!isMail && !signed && !isMultipart && !mayBeMultipart(part, boundary, depth)) return part;
  if (depth >= context.limits.maxDepth) {
    problems.exceed(`Parts are nested more than ${context.limits.maxDepth} deep.`);
    return part;
  }
  if (isMail) {
    countEnclosed(body, depth, context);
    return part;
  }
  if (signed) {
    const child = readChild(signed, 'text/plain', depth + 1, context);
    return { ...part, type: 'multipart/signed', children: child ? [child] : [] };
  }
  const found = splitMultipart(part, isMultipart ? boundary : boundary || null, problems);
  if (!found) {
    if (!isMultipart) return part;
    problems.add('The boundary between the parts never appears; the body was taken as one text.');
    return { ...part, type: looksLikeHtml(body) ? 'text/html' : 'text/plain', parameters: new Map() };
  }
  if (!isMultipart) problems.add(`The mail is labelled ${type} but consists of several parts.`);
  const childType = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const children: Part[] = [];
  for (const piece of found.pieces) {
    if (context.partsLeft-- <= 0) {
      problems.exceed(`There are more than ${context.limits.maxParts} parts.`);
      break;
    }
    const child = readChild(piece, childType, depth + 1, context);
    if (child) children.push(child);
  }
  return { ...part, type: isMultipart ? type : 'multipart/mixed', children };
}

/** The MIME entity within opaque-signed or compressed S/MIME (RFC 8551 §3.5.2); null where there is none to read. */
function readSigned(part: Part, context: PartContext): Uint8Array | null {
  const { limits, problems } = context;
  const name = part.dispositionParameters.get('filename') ?? part.parameters.get('name') ?? '';
  if (!/^application\/(?:x-)?pkcs7-mime$/.test(part.type) && !/\.p7[mz]$/i.test(name)) return null;
  const left = context.inflatedLeft ?? limits.maxBytes;
  const cms = openCms(decodeTransfer(part.body, part.encoding, problems), Math.max(1, left));
  if (cms?.state === 'too large')
    problems.exceed(
      `More than ${Math.round(limits.maxBytes / 1024 / 1024)} MB come out of what is compressed in it.`,
    );
  if (cms?.state !== 'readable') return null;
  if (!cms.isSigned) context.inflatedLeft = left - cms.content.length;
  return cms.content;
}

/** A mail within a mail stays one part; what it holds counts towards the limits all the same. */
function countEnclosed(body: Uint8Array, depth: number, context: PartContext): void {
  const inner = { ...context, problems: new Problems() };
  const header = readHeaderBlock(body, 0, body.length, true, inner.problems);
  readPart(header.fields, body.subarray(header.bodyStart), 'text/plain', depth + 1, inner);
  context.partsLeft = inner.partsLeft;
  if (inner.inflatedLeft !== undefined) context.inflatedLeft = inner.inflatedLeft;
}

function readChild(piece: Uint8Array, childType: string, depth: number, context: PartContext): Part | null {
  const header = readHeaderBlock(piece, 0, piece.length, false, context.problems);
  // A first line such as "Note: closed" in a part without header is text, not a field.
  const isHeader = header.fields.some(
    ({ name }) =>
      name.startsWith('content-') ||
      name.startsWith('x-') ||
      name === 'mime-version' ||
      name === 'message-id',
  );
  const isDigest = childType === 'message/rfc822';
  const bodyStart = isHeader || header.fields.length === 0 || isDigest ? header.bodyStart : 0;
  if (bodyStart >= piece.length && header.fields.length === 0) return null;
  return readPart(
    bodyStart === 0 && !isDigest ? [] : header.fields,
    piece.subarray(bodyStart),
    childType,
    depth,
    context,
  );
}

const typeForm = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+*-]+$/;

/** RFC 2045 §5.2: what is not understood is text/plain. */
function sensibleType(declared: string, defaultType: string, problems: Problems): string {
  if (declared === '') return defaultType;
  const type = declared.replace(/\s+/g, '').replace(/[,;]+$/, '');
  if (typeForm.test(type)) return type;
  if (type === 'text' || type === 'plain') return 'text/plain';
  if (type === 'html') return 'text/html';
  if (type.startsWith('multipart')) return 'multipart/mixed';
  problems.add(`The content type "${declared.slice(0, 60)}" is not one; the part was read as text.`);
  return 'text/plain';
}

/** A text part that is in truth a multipart: it names a boundary, or the mail has no content type and starts with one. */
function mayBeMultipart(part: Part, boundary: string, depth: number): boolean {
  if (part.type.startsWith('text/') && boundary !== '') return true;
  if (depth > 0 || fieldOf(part.fields, 'content-type') !== null) return false;
  const start = Buffer.from(part.body.subarray(0, 600)).toString('latin1');
  return /^\s*(?:[^\r\n]*MIME[^\r\n]*\s+)?--[^\s-][^\r\n]*[\r\n]+content-[a-z-]+:/i.test(start);
}

function looksLikeHtml(body: Uint8Array): boolean {
  return /^\s*<(?:!doctype html|html|head|body)\b/i.test(
    Buffer.from(body.subarray(0, 500)).toString('latin1'),
  );
}

interface Split {
  readonly pieces: readonly Uint8Array[];
}

/** @param boundary null: only look for what is used as one */
function splitMultipart(part: Part, boundary: string | null, problems: Problems): Split | null {
  if (boundary !== null && boundary !== '') {
    const split = splitAt(part.body, boundary, problems);
    if (split) return split;
    if (part.encoding !== 'identity') {
      const decoded = splitAt(decodeTransfer(part.body, part.encoding, problems), boundary, problems);
      if (decoded) {
        problems.add('A multipart is encoded as a whole, which is not allowed.');
        return decoded;
      }
    }
  }
  const used = findUsedBoundary(part.body);
  if (used === null) return null;
  problems.add('The declared boundary is missing or wrong; the one that is used was taken.');
  return splitAt(part.body, used, problems);
}

/** A line that begins with two hyphens and is followed by a MIME header field. */
function findUsedBoundary(body: Uint8Array): string | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  let tries = 0;
  for (let at = bytes.indexOf('--'); at !== -1 && tries < 2000; at = bytes.indexOf('--', at + 2), tries++) {
    if (!startsLine(bytes, at, 0)) continue;
    const line = findLineEnd(bytes, at, Math.min(bytes.length, at + 300));
    const name = bytes.toString('latin1', at + 2, line.end).trimEnd();
    const next = bytes.toString('latin1', line.next, line.next + 40);
    if (
      name !== '' &&
      /^content-(?:type|transfer-encoding|disposition|id|description|language)[ \t]*:/i.test(next)
    )
      return name;
    at = line.end;
  }
  return null;
}

function startsLine(bytes: Uint8Array, at: number, start: number): boolean {
  return at === start || bytes[at - 1] === 10 || bytes[at - 1] === 13;
}

/** Pieces between delimiter lines `--boundary` (RFC 2046 §5.1.1); null if there is no such line. */
function splitAt(body: Uint8Array, boundary: string, problems: Problems): Split | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const pieces: Uint8Array[] = [];
  let pieceStart = -1;
  let closed = false;
  let seen = false;
  let at = bytes.indexOf(delimiter);
  while (at !== -1 && pieces.length < 100_000) {
    const after = at + delimiter.length;
    const line = startsLine(bytes, at, 0) ? delimiterLine(bytes, after) : null;
    if (line) {
      seen = true;
      if (pieceStart !== -1)
        pieces.push(bytes.subarray(pieceStart, Math.max(pieceStart, endBefore(bytes, at, pieceStart))));
      closed = line.closes;
      pieceStart = line.closes ? -1 : line.next;
    }
    at = bytes.indexOf(delimiter, line ? Math.max(after, line.next - 1) : after);
  }
  if (!seen) return null;
  if (pieceStart !== -1 && pieceStart < bytes.length) pieces.push(bytes.subarray(pieceStart));
  if (!closed) problems.add('The last part is not closed; the mail may have been cut off.');
  return { pieces };
}

/** Reads what follows the boundary on its line; null if the line is something else, such as a longer boundary. */
function delimiterLine(bytes: Uint8Array, after: number): { closes: boolean; next: number } | null {
  const closes = bytes[after] === 45 && bytes[after + 1] === 45;
  let at = after;
  if (closes) while (bytes[at] === 45) at++;
  while (bytes[at] === 32 || bytes[at] === 9) at++;
  if (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) return null;
  return { closes, next: findLineEnd(bytes, at, bytes.length).next };
}

/** The line break in front of a delimiter belongs to the delimiter. */
function endBefore(bytes: Uint8Array, delimiterAt: number, start: number): number {
  let end = delimiterAt;
  if (end > start && bytes[end - 1] === 10) {
    end--;
    while (end > start && bytes[end - 1] === 13) end--;
  } else if (end > start && bytes[end - 1] === 13) end--;
  return end;
}
