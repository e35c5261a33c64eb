import type { ReadAddress } from '../../../contract/domain/mail-address.ts';
import { decodeHeaderText, decodeRaw, tidyLine } from './header-text.ts';

/** More addresses than these are not read. */
export const maxAddresses = 5000;
const maxLength = 512 * 1024;

/** One address as cut out of the field, still encoded. */
interface Mailbox {
  /** Words outside of `<…>`. */
  phrase: string;
  /** What stands in `<…>`; null without. */
  angle: string | null;
  comment: string;
}

/**
 * Reads an address field (RFC 5322 §3.4, with the obsolete forms): groups, comments, quoted names, routes; and what
 * is written against it: commas in bare names, semicolons between addresses, quotes that never close, the whole
 * address within an encoded word. Structure is read *before* anything is decoded, so that an encoded word can never
 * bring in an address of its own beside a real one. Linear in the length of the field.
 * @param field one character a byte
 */
export function readAddresses(field: string, hint: string | null): readonly ReadAddress[] {
  const text = field.slice(0, maxLength).replace(/\s+/g, ' ');
  const read = finish(splitMailboxes(text), hint);
  if (!read.some((address) => address.address.includes('@')) && text.includes('=?')) {
    const decoded = Buffer.from(decodeHeaderText(text, hint), 'utf8').toString('latin1');
    const again = finish(splitMailboxes(decoded), 'utf-8');
    if (again.some((address) => address.address.includes('@'))) return again;
  }
  return read;
}

/** The addresses of several fields, together no more than of one. */
export function readAddressFields(fields: readonly string[], hint: string | null): readonly ReadAddress[] {
  const read: ReadAddress[] = [];
  for (const field of fields) {
    if (read.length >= maxAddresses) break;
    read.push(...readAddresses(field, hint).slice(0, maxAddresses - read.length));
  }
  return read;
}

function splitMailboxes(text: string): readonly Mailbox[] {
  const found: Mailbox[] = [];
  let mailbox: Mailbox = { phrase: '', angle: null, comment: '' };
  let inGroup = false;
  let quotesClose = true;
  let commentsClose = true;
  // Looked up once for all, so that a field of a million signs stays linear.
  const lastSemicolon = text.lastIndexOf(';');
  let nextClose = -2;
  const push = () => {
    if (mailbox.phrase.trim() !== '' || mailbox.angle !== null) found.push(mailbox);
    mailbox = { phrase: '', angle: null, comment: '' };
  };
  for (let at = 0; at < text.length && found.length < maxAddresses; at++) {
    const character = text[at] ?? '';
    switch (character) {
      case '"': {
        const close = quotesClose ? endOfQuote(text, at) : -1;
        if (close === -1) {
          quotesClose = false;
          break;
        }
        mailbox.phrase += text.slice(at, close + 1);
        at = close;
        break;
      }
      case '(': {
        const close = commentsClose ? endOfComment(text, at) : -1;
        if (close === -1) {
          commentsClose = false;
          mailbox.phrase += ' ';
          break;
        }
        mailbox.comment += ` ${text.slice(at + 1, close)}`;
        mailbox.phrase += ' ';
        at = close;
        break;
      }
      case '<': {
        if (nextClose !== -1 && nextClose < at) nextClose = text.indexOf('>', at);
        const next = text.indexOf('<', at + 1);
        const isDoubled =
          next !== -1 && (nextClose === -1 || next < nextClose) && !text.slice(at, next).includes('@');
        if (isDoubled) break;
        const close = nextClose === -1 ? endOfWord(text, at + 1) : nextClose;
        const inner = text.slice(at + 1, close);
        if (mailbox.angle === null || !mailbox.angle.includes('@')) {
          if (mailbox.angle !== null) mailbox.phrase += ` ${mailbox.angle}`;
          mailbox.angle = inner;
        } else if (inner.includes('@')) {
          push();
          mailbox.angle = inner;
        }
        at = close;
        break;
      }
      case '>':
        break;
      case ',':
        push();
        break;
      case ';':
        push();
        inGroup = false;
        break;
      case ':':
        // `Name: a@b, c@d;` but not `mailto:a@b`, nor a time in a bare name.
        if (
          !inGroup &&
          mailbox.angle === null &&
          isGroupName(mailbox.phrase, text[at + 1] ?? '', at < lastSemicolon)
        ) {
          inGroup = true;
          mailbox = { phrase: '', angle: null, comment: '' };
        } else mailbox.phrase += character;
        break;
      default:
        mailbox.phrase += character;
    }
  }
  push();
  return found;
}

function isGroupName(phrase: string, next: string, closes: boolean): boolean {
  if (phrase.length > 200 || phrase.includes('@')) return false;
  return closes || /^\s*(?:mailto|smtp)$/i.test(phrase) || /^[\s,;<"]?$/.test(next);
}

function endOfQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return -1;
}

function endOfComment(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

function endOfWord(text: string, from: number): number {
  let end = from;
  while (end < text.length && end - from < 1000 && !/[,;\s<]/.test(text[end] ?? '')) end++;
  return end;
}

/** Mailboxes into names and addresses. What has no address is part of the next one's name, where that has one. */
function finish(mailboxes: readonly Mailbox[], hint: string | null): readonly ReadAddress[] {
  const addresses: ReadAddress[] = [];
  let carried = '';
  for (const [index, mailbox] of mailboxes.entries()) {
    if (belongsToNext(mailboxes, index)) {
      carried += `${mailbox.phrase.trim()}, `;
      continue;
    }
    for (const address of readMailbox({ ...mailbox, phrase: carried + mailbox.phrase }, hint))
      addresses.push(address);
    carried = '';
  }
  return addresses;
}

/** `From: Doe, John <john@example.com>`: a comma within a name that should have been quoted. */
function belongsToNext(mailboxes: readonly Mailbox[], index: number): boolean {
  for (let at = index; at < index + 4; at++) {
    const mailbox = mailboxes[at];
    if (!mailbox || mailbox.phrase.includes('@') || mailbox.phrase.trim() === '') return false;
    if (mailbox.angle !== null) return at > index && !mailbox.phrase.includes('"');
  }
  return false;
}

function readMailbox(mailbox: Mailbox, hint: string | null): readonly ReadAddress[] {
  const name = readName(mailbox.phrase, hint);
  if (mailbox.angle !== null) {
    const address = cleanAddress(mailbox.angle, hint);
    const bare = mailbox.phrase.trim();
    // `john@example.com <John>`: the wrong way round.
    if (!address.includes('@') && /^[^\s@"]+@[^\s@"]+$/.test(bare)) {
      return [{ name: readName(mailbox.angle, hint), address: cleanAddress(bare, hint) }];
    }
    return [{ name: name === '' ? readName(mailbox.comment, hint) : name, address }];
  }
  const comment = readName(mailbox.comment, hint);
  if (mailbox.phrase.includes('@')) return readBare(mailbox.phrase, comment, hint);
  const word = mailbox.phrase.trim();
  // A local user without a domain, as in `MAILER-DAEMON (Mail Delivery System)`.
  if (/^[!-~]+$/.test(word) && !/["=]/.test(word)) return [{ name: comment, address: word }];
  return [{ name: name === '' ? comment : name, address: '' }];
}

/** `a@b`, `John a@b`, `a @ b`, `a@b c@d`: addresses without angle brackets. */
function readBare(phrase: string, comment: string, hint: string | null): readonly ReadAddress[] {
  const joined = phrase.replace(/\s*@\s*/g, '@').trim();
  const words = joined.match(/(?:"(?:[^"\\]|\\.)*"|[^\s"])+/gs) ?? [];
  const found: ReadAddress[] = [];
  let name = '';
  for (const word of words) {
    if (/[^@]@[^@]/.test(word) && !(word.startsWith('"') && word.endsWith('"'))) {
      found.push({ name: readName(name, hint) || comment, address: cleanAddress(word, hint) });
      name = '';
    } else name += `${word} `;
  }
  const only = found[0];
  if (!only) {
    const quoted = /^"([^"\s]+@[^"\s]+)"$/.exec(joined)?.[1];
    return quoted === undefined
      ? [{ name: readName(phrase, hint), address: '' }]
      : [{ name: comment, address: cleanAddress(quoted, hint) }];
  }
  if (found.length === 1 && only.name === '' && name !== '') return [{ ...only, name: readName(name, hint) }];
  return found;
}

/** A display name: quotes and their escapes removed first, then decoded. */
function readName(phrase: string, hint: string | null): string {
  let text = phrase.trim();
  if (text.includes('"'))
    text = text.replace(/"((?:[^"\\]|\\.)*)"/gs, (_, inner: string) => inner.replace(/\\(.)/gs, '$1'));
  else if (text.includes('\\')) text = text.replace(/\\([()\\"])/g, '$1');
  const name = tidyLine(decodeHeaderText(text, hint));
  return /^'.*'$/s.test(name) ? name.slice(1, -1) : name;
}

function stripComments(text: string): string {
  return text.includes('(') && !text.includes('"') ? text.replace(/\([^()]*\)/g, '') : text;
}

function cleanAddress(text: string, hint: string | null): string {
  const plain = stripComments(text.slice(0, 2000).trim());
  // An encoded word beside an @ must not bring in another one (RFC 2047 §5 allows none in an address).
  let address = plain.replace(/=\?[^?\s]+\?[bq]\?[^?]*\?=/gi, '').includes('@')
    ? decodeRaw(plain, hint)
    : decodeHeaderText(plain, hint);
  // Source routes (RFC 5322 §4.4) say how, not to whom.
  address = address.replace(/^@[^:]*:/, '').replace(/^mailto:/i, '');
  const at = address.lastIndexOf('@');
  const local = at === -1 ? address : address.slice(0, at).trim();
  const isQuoted = /^".*"$/s.test(local);
  const cleanLocal = isQuoted ? local.replace(/[\p{Cc}]/gu, '') : local.replace(/[\s\p{Cc}<>]/gu, '');
  if (at === -1) return cleanLocal.toWellFormed();
  const domain = address
    .slice(at + 1)
    .replace(/[\s\p{Cc}<>"',;]/gu, '')
    .replace(/\.+$/, '');
  return `${cleanLocal}@${domain}`.toWellFormed();
}
