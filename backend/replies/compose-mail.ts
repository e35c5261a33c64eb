import { domainToASCII } from 'node:url';
import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Culture } from '../../contract/domain/scalars.ts';
import { isHeaderSafe, mailAddress, type MailAddress } from '../../contract/domain/mail-address.ts';
import { ExpectedError } from '../../contract/error.ts';
import { localeOf } from '../../dictionaries/cultures.ts';
import { plainTextFromHtml } from '../texts/plain-text.ts';
import { sentType } from './sent-type.ts';

export interface MailPart {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
  /** Set for a picture that the text shows by `cid:`. */
  readonly contentId: string | null;
}

/** Everything that the finished mail says. Who gets a blind copy is not part of it. */
export interface MailToCompose {
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly subject: string;
  readonly date: Date;
  /** Without angle brackets, as are the following. */
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** Added to it by the configuration, none of them forbidden. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sanitised, without `<html>` around it. */
  readonly html: string;
  /** Style sheet of an administrator's, not sanitised; default: none. */
  readonly style?: string;
  /** The plain part; default: made of the HTML. */
  readonly text?: string;
  readonly culture: Culture;
  readonly parts: readonly MailPart[];
}

export interface ComposedMail {
  readonly raw: Buffer;
  /** The plain part. */
  readonly text: string;
}

/**
 * The finished bytes of a mail (RFC 5322, RFC 2045): multipart/alternative with its pictures, files beside it. Every
 * header field is looked at for control characters first, since the composer would split an address at one.
 * @throws bad-address, invalid-input
 */
export async function composeMail(mail: MailToCompose): Promise<ComposedMail> {
  requireHeaderSafe(mail);
  const text = (mail.text ?? plainTextFromHtml(mail.html)) || namePictures(mail.parts);
  const composer = new MailComposer({
    from: writeAddress(mail.from),
    to: mail.to.map(writeAddress),
    cc: mail.cc.map(writeAddress),
    subject: mail.subject,
    date: mail.date,
    messageId: `<${mail.messageId}>`,
    ...(mail.inReplyTo === null ? {} : { inReplyTo: `<${mail.inReplyTo}>` }),
    ...(mail.references.length === 0 ? {} : { references: mail.references.map((id) => `<${id}>`) }),
    ...(mail.headers ? { headers: mail.headers } : {}),
    // Without any text the composer would leave the plain part out.
    text: text === '' ? '\n' : text,
    html: wholeDocument(mail),
    attachments: mail.parts.map((part) => ({
      filename: part.name,
      content: part.bytes,
      contentType: sentType(part),
      ...(part.contentId === null
        ? { contentDisposition: 'attachment' as const }
        : { contentDisposition: 'inline' as const, cid: part.contentId }),
    })),
    // Also within bodies: a bare LF is what smuggled mails are made of.
    newline: 'windows',
    // Nothing that a draft names is ever opened or fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { raw: await composer.compile().build(), text };
}

/**
 * A fresh identifier in the sender's domain (RFC 5322 section 3.6.4), without angle brackets.
 * @param token what it is to end in, made for its unique beginning
 */
export function makeMessageId(from: MailAddress, token: (unique: string) => string = () => ''): string {
  const domain = domainToASCII(from.address.slice(from.address.lastIndexOf('@') + 1));
  const unique = randomUUID();
  const ending = token(unique);
  return `${unique}${ending === '' ? '' : `.${ending}`}@${domain === '' ? 'postroom.invalid' : domain}`;
}

const longestId = 250;
const mostReferences = 30;

/**
 * In-Reply-To and References of an answer (RFC 5322 section 3.6.4): the original's references, then the original. Of a
 * long thread the first and the newest are kept, so that the field stays within what servers take.
 */
export function threadOf(original: {
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
}): { readonly inReplyTo: string | null; readonly references: readonly string[] } {
  const earlier =
    original.references.length > 0
      ? original.references
      : original.inReplyTo === null
        ? []
        : [original.inReplyTo];
  const last = original.messageId !== null && isMessageId(original.messageId) ? original.messageId : null;
  const all = [...new Set([...earlier.filter(isMessageId), ...(last === null ? [] : [last])])];
  const references =
    all.length <= mostReferences ? all : [...all.slice(0, 1), ...all.slice(1 - mostReferences)];
  return { inReplyTo: last, references };
}

function isMessageId(id: string): boolean {
  return id.length <= longestId && /^[\u0021-\u003b\u003d\u003f-\u007e]+$/.test(id);
}

function requireHeaderSafe(mail: MailToCompose): void {
  for (const address of [mail.from, ...mail.to, ...mail.cc]) requireAddress(address);
  if (!isHeaderSafe(mail.subject)) {
    throw new ExpectedError('invalid-input', 'The subject holds a line end or another control character.', {
      field: 'subject',
    });
  }
  const ids = [mail.messageId, ...(mail.inReplyTo === null ? [] : [mail.inReplyTo]), ...mail.references];
  if (!ids.every(isMessageId)) throw new TypeError('a message identifier is not fit for a header');
  for (const [name, value] of Object.entries(mail.headers ?? {})) {
    if (/^[!-9;-~]+$/.test(name) && isHeaderSafe(value)) continue;
    throw new ExpectedError('invalid-input', 'A configured header field holds a control character.', {
      field: 'headers',
    });
  }
  for (const { name, type, contentId } of mail.parts) {
    if (![name, type, contentId ?? ''].every(isHeaderSafe)) {
      throw new ExpectedError('invalid-input', 'The name of a file holds a control character.', {
        field: 'attachments',
      });
    }
  }
}

/** @throws bad-address unless it is one that Postroom writes to */
export function requireAddress(address: MailAddress): void {
  const parsed = mailAddress.safeParse(address);
  if (parsed.success) return;
  // The address itself goes back to the screen that has it; a control character in it must not travel on.
  throw new ExpectedError('bad-address', 'An address is malformed.', {
    // eslint-disable-next-line no-control-regex
    address: address.address.slice(0, 320).replaceAll(/[\u0000-\u001f\u007f]/g, '\ufffd'),
  });
}

/** What a mail of nothing but pictures says to whom sees none. */
function namePictures(parts: readonly MailPart[]): string {
  return parts.flatMap(({ name, contentId }) => (contentId === null ? [] : [`[${name}]`])).join('\n');
}

function writeAddress({ name, address }: MailAddress): { name: string; address: string } {
  return { name, address };
}

const rightToLeft = new Set(['Arab', 'Hebr', 'Thaa', 'Syrc', 'Nkoo', 'Adlm']);

function wholeDocument({ html, style, culture }: MailToCompose): string {
  const locale = localeOf(culture);
  const direction = rightToLeft.has(new Intl.Locale(locale).maximize().script ?? '') ? ' dir="rtl"' : '';
  const sheet = style === undefined ? '' : `<style type="text/css">\n${style}\n</style>`;
  return `<!doctype html>\n<html lang="${locale}"${direction}><head><meta charset="utf-8">${sheet}</head><body>${html}</body></html>\n`;
}
