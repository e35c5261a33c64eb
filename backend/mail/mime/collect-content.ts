import { attach, attachTnef, attachUu, contentIdOf, fileNameOf } from './attach-part.ts';
import { cutUuFiles, plainOfEnriched, readTextPart } from './body-text.ts';
import { htmlToPlain } from './html-to-plain.ts';
import type { ReadAttachment } from './mail-content.ts';
import type { Part } from './part-tree.ts';
import type { Problems } from './problems.ts';
import { encryptedNote, noteOf } from './special/note.ts';
import { type TnefContent, readTnef } from './special/tnef.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** A stretch of the body, in one or both forms. */
interface Block {
  readonly text: string | null;
  readonly html: string | null;
}

export interface Content {
  /** What was written and, below it, what parts that are no text say: an invitation, an encrypted content. */
  readonly text: string;
  readonly written: string;
  readonly html: string | null;
  readonly attachments: readonly ReadAttachment[];
  /** What the first text that is not ASCII was decoded from; null if there is none. */
  readonly charset: string | null;
}

const maxTextLength = 10_000_000;

interface Findings {
  readonly attachments: ReadAttachment[];
  readonly problems: Problems;
  /** What parts say that are no text. */
  readonly notes: string[];
  charset: string | null;
  /** The body that Outlook hid in a file. */
  tnef: TnefContent | null;
}

interface Place {
  readonly isRoot: boolean;
  readonly inAlternative: boolean;
  /** Within multipart/related, but not what the others relate to. */
  readonly isRelated: boolean;
}

/** Text types that are data, not words to a reader. */
const dataTypes = new Set([
  'text/calendar', 'text/csv', 'text/vcard', 'text/x-vcard', 'text/directory', 'text/css', 'text/xml', 'text/rtf',
  'text/rfc822-headers', 'text/javascript', 'text/tab-separated-values', 'text/x-amp-html', 'text/watch-html', 'text/json',
]); // prettier-ignore

/** Sorts the parts of a mail into what is read as its body and what is attached to it. */
export function collectContent(root: Part, problems: Problems): Content {
  const found: Findings = { attachments: [], problems, notes: [], charset: null, tnef: null };
  const place = { isRoot: true, inAlternative: false, isRelated: false };
  const blocks = withTnef(collect(root, place, found), found.tnef);
  const notes = found.notes.map((text) => ({ text, html: null }));
  const html = joinHtml([...blocks, ...notes]);
  const shown = html === null ? new Set<string>() : shownContentIds(html);
  const attachments = found.attachments.map((attachment) =>
    attachment.contentId !== null && shown.has(attachment.contentId)
      ? { ...attachment, inline: true }
      : attachment,
  );
  // Each part is bounded already; many together are too much for a reader and a screen as well.
  const written = limited(joinText(blocks));
  const text = notes.length === 0 ? written : limited(joinText([...blocks, ...notes]));
  return { text, written, html, attachments, charset: found.charset };
}

function limited(text: string): string {
  return text.slice(0, maxTextLength).toWellFormed();
}

function collect(part: Part, place: Place, found: Findings): readonly Block[] {
  if (part.children.length > 0) return collectMultipart(part, place, found);
  if (isTnef(part)) {
    const tnef = readTnef(decodeTransfer(part.body, part.encoding, found.problems));
    if (tnef) {
      found.tnef ??= tnef;
      found.attachments.push(...tnef.files.map(attachTnef));
      return [];
    }
    found.problems.add('A file winmail.dat cannot be read.');
  }
  const note = noteOf(part, found.problems);
  if (note !== null) found.notes.push(note);
  if (part.type.startsWith('multipart/')) {
    // Nested too deep, or without a single part in it.
    if (part.body.some((byte) => byte > 32)) found.attachments.push(attach(part, found.problems));
    return [];
  }
  if (!isBody(part, place, found)) {
    // A second form of a text for readers that we are not.
    if (!(place.inAlternative && /^text\/(?:x-amp|watch)-html$/.test(part.type)))
      found.attachments.push(attach(part, found.problems));
    return [];
  }
  const { text, charset } = readTextPart(part, found.problems);
  if (charset !== 'us-ascii') found.charset ??= charset;
  if (text.includes('-----BEGIN PGP MESSAGE-----')) encryptedNote('PGP', found.problems);
  // Someone called it an attachment though it is all there is.
  if (place.isRoot && part.disposition === 'attachment' && fileNameOf(part) !== null)
    found.attachments.push(attach(part, found.problems));
  if (/html/.test(part.type)) return text.trim() === '' ? [] : [{ text: null, html: text }];
  if (part.type === 'text/enriched' || part.type === 'text/richtext')
    return [{ text: plainOfEnriched(text), html: null }];
  const cut = cutUuFiles(text);
  for (const file of cut.files) found.attachments.push(attachUu(file));
  return cut.text.trim() === '' && !place.isRoot ? [] : [{ text: cut.text, html: null }];
}

function isTnef(part: Part): boolean {
  return part.type === 'application/ms-tnef' || /^winmail\.dat$/i.test(fileNameOf(part) ?? '');
}

/** Where nothing else is to be read, what `winmail.dat` holds is the body. */
function withTnef(blocks: readonly Block[], tnef: TnefContent | null): readonly Block[] {
  const isEmpty = blocks.every((block) => (block.text ?? block.html ?? '').trim() === '');
  if (!isEmpty || tnef === null) return blocks;
  const text = tnef.text.trim() === '' ? null : tnef.text;
  return text === null && tnef.html === null ? blocks : [{ text, html: tnef.html }];
}

function collectMultipart(part: Part, place: Place, found: Findings): readonly Block[] {
  if (part.type === 'multipart/encrypted')
    found.notes.push(
      encryptedNote(/pgp/i.test(part.parameters.get('protocol') ?? 'pgp') ? 'PGP' : 'S/MIME', found.problems),
    );
  if (part.type === 'multipart/alternative') {
    const forms = part.children.map((child) =>
      collect(child, { isRoot: false, inAlternative: true, isRelated: place.isRelated }, found),
    );
    return mergeForms(forms);
  }
  const related = part.type === 'multipart/related' ? mainOfRelated(part) : null;
  return part.children.flatMap((child) =>
    collect(
      child,
      {
        isRoot: false,
        inAlternative: false,
        isRelated: place.isRelated || (related !== null && child !== related),
      },
      found,
    ),
  );
}

/** What the others relate to: named by `start`, else the first (RFC 2387 §3.2); the first text if that is none. */
function mainOfRelated(part: Part): Part | null {
  const start = part.parameters.get('start')?.replace(/[<>\s]/g, '') ?? '';
  const named = start === '' ? undefined : part.children.find((child) => contentIdOf(child) === start);
  return (
    [named, part.children[0], ...part.children].find((child) => child !== undefined && isReadable(child)) ??
    null
  );
}

function isReadable(part: Part): boolean {
  return /^(?:text|multipart)\//.test(part.type) && !dataTypes.has(part.type);
}

/** Of several forms of one content the richest HTML and the plainest text; different plain texts are all kept. */
function mergeForms(forms: readonly (readonly Block[])[]): readonly Block[] {
  const rich = forms.findLast((blocks) => blocks.some((block) => block.html !== null));
  const plain = forms.filter(
    (blocks) => blocks.some((block) => (block.text ?? '').trim() !== '') && blocks !== rich,
  );
  const texts: string[] = [];
  const beginnings: string[] = [];
  for (const text of plain.map(joinText)) {
    const beginning = lettersOf(text);
    if (beginnings.some((kept) => kept.startsWith(beginning) || beginning.startsWith(kept))) continue;
    beginnings.push(beginning);
    texts.push(text);
  }
  if (!rich && texts.length === 0) return forms.flat();
  return [{ text: texts.length === 0 ? null : texts.join('\n\n'), html: rich ? joinHtml(rich) : null }];
}

/** The beginning of a text without blanks and signs, to tell two renderings of one text from two texts. */
function lettersOf(text: string): string {
  return text
    .slice(0, 2000)
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .slice(0, 200);
}

function isBody(part: Part, place: Place, found: Findings): boolean {
  const isText = part.type.startsWith('text/') || part.type === 'application/xhtml+xml';
  if (!isText || dataTypes.has(part.type)) return false;
  if (place.isRoot) return true;
  if (part.disposition !== '' && part.disposition !== 'inline') return false;
  const name = fileNameOf(part);
  if (place.inAlternative) return true;
  if (place.isRelated) return name === null && part.type === 'text/plain' && contentIdOf(part) === null;
  // A named text is a file, unless it comes first without being called anything else: some mailers name their body.
  if (name !== null)
    return (
      part.disposition === '' &&
      /^text\/(?:plain|html)$/.test(part.type) &&
      found.attachments.length === 0 &&
      !/\.(?!te?xt$|html?$)\w+$/i.test(name)
    );
  return true;
}

function joinText(blocks: readonly Block[]): string {
  const texts = blocks.map((block) => {
    if (block.text !== null && block.text.trim() !== '') return block.text;
    return block.html === null
      ? (block.text ?? '')
      : htmlToPlain(block.html).replaceAll('\0', '').toWellFormed();
  });
  const filled = texts.filter((text) => text.trim() !== '');
  return filled.length <= 1
    ? (filled[0] ?? texts[0] ?? '')
    : filled.map((text) => text.replace(/^\n+/, '').trimEnd()).join('\n\n');
}

/** All of the body in HTML if any of it is; stretches that are only text are escaped. */
function joinHtml(blocks: readonly Block[]): string | null {
  if (!blocks.some((block) => block.html !== null)) return null;
  return blocks.map((block) => block.html ?? htmlOfText(block.text ?? '')).join('\n');
}

function htmlOfText(text: string): string {
  if (text.trim() === '') return '';
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return `<div style="white-space: pre-wrap">${escaped}</div>`;
}

/** Identifiers in `cid:` addresses (RFC 2392), percent-decoded. */
function shownContentIds(html: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const match of html.matchAll(/\bcid:([^"'\s<>)]{1,998})/gi)) {
    const id = (match[1] ?? '').replaceAll('&amp;', '&');
    ids.add(id);
    try {
      ids.add(decodeURIComponent(id));
    } catch {
      // Not percent-encoded after all.
    }
  }
  return ids;
}
