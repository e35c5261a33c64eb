import { extname } from 'node:path';
import { ExpectedError } from '../../contract/error.ts';
import type { FilledText } from '../../contract/domain/template.ts';
import { htmlFromText } from './html-from-text.ts';
import type { IdentifierValues } from './identifiers.ts';
import { fillHtml, fillText } from './identifiers.ts';
import type { ResponseBody } from './response-body.ts';
import { sanitiseHtml } from './sanitise-html.ts';

/** The text of a template, signature or response as it is kept: with identifiers, not sanitised. */
export interface TemplateBody {
  readonly format: 'html' | 'text';
  readonly body: string;
}

/** A template or signature ready for the editor: identifiers filled and escaped, then sanitised (M17, M18). */
export function fillTemplateBody(template: TemplateBody, values: IdentifierValues): FilledText {
  // Text becomes HTML before it is filled: a value with line ends or blanks must not make paragraphs.
  const source = template.format === 'html' ? template.body : htmlFromText(template.body);
  const filled = fillHtml(source, values);
  return { html: sanitiseHtml(filled.html), subject: null, unknownIdentifiers: filled.unknownIdentifiers };
}

/** A response ready for the editor: its text, and its subject where it has one. */
export function fillResponseBody(body: ResponseBody, values: IdentifierValues): FilledText {
  const filled = fillTemplateBody({ format: body.format, body: body.source }, values);
  if (body.subject === null) return filled;
  const subject = fillText(body.subject, values);
  return {
    ...filled,
    subject: subject.text,
    unknownIdentifiers: [...new Set([...subject.unknownIdentifiers, ...filled.unknownIdentifiers])],
  };
}

/**
 * A template file as M17 has it: `.txt`, `.htm` or `.html`, by byte order mark UTF-8 or UTF-16, else UTF-8, else the
 * charset that the HTML names, else Windows-1252. Throws `invalid-input` for other extensions.
 */
export function readTemplateFile(name: string, bytes: Uint8Array): TemplateBody {
  const extension = extname(name).toLowerCase();
  if (extension !== '.txt' && extension !== '.htm' && extension !== '.html') {
    throw new ExpectedError('invalid-input', `${name}: a template is a .txt, .htm or .html file`);
  }
  const format = extension === '.txt' ? 'text' : 'html';
  return { format, body: decodeTemplate(bytes, format) };
}

/** The text of a file by byte order mark UTF-8 or UTF-16, else UTF-8, else as the HTML says, else Windows-1252. */
export function decodeTemplate(bytes: Uint8Array, format: 'html' | 'text'): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeLegacy(bytes, format);
  }
}

function decodeLegacy(bytes: Uint8Array, format: 'html' | 'text'): string {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 4096));
  const charset =
    format === 'html' ? /<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{1,40})/i.exec(head)?.[1] : undefined;
  try {
    return new TextDecoder(charset ?? 'windows-1252').decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
