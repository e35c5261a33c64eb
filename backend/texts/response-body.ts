import type { Culture } from '../../contract/domain/scalars.ts';
import { htmlFromText } from './html-from-text.ts';
import type { ResponseFile, ResponseText } from './response-file.ts';
import { chooseText } from './response-file.ts';

/** A response put together for a culture: its own text and those it includes. Identifiers are not filled yet. */
export interface ResponseBody {
  readonly format: 'html' | 'text';
  readonly source: string;
  readonly subject: string | null;
  /** Paths relative to the response file, of included responses too, each once. */
  readonly attachments: readonly string[];
}

/**
 * The body of a response for a draft's culture, else its language, else the file's default culture. HTML if any part is
 * HTML: text parts are then escaped. Null if the file has no such response. Whether it may be offered is not asked here
 * (see `isOffered`); an included response is taken whatever its status and dates.
 */
export function bodyFor(file: ResponseFile, id: string, culture: Culture): ResponseBody | null {
  const response = file.responses.get(id);
  if (!response) return null;
  const parts: ResponseText[] = [];
  const attachments = new Set<string>();
  collect(file, id, culture, parts, attachments);
  const format = parts.some((part) => part.format === 'html') ? 'html' : 'text';
  const sources = parts.map((part) =>
    format === 'html' && part.format === 'text' ? htmlFromText(part.source) : part.source,
  );
  return {
    format,
    source: sources.join(format === 'html' ? '\n' : '\n\n'),
    subject: response.subject,
    attachments: [...attachments],
  };
}

/** Ends: the parser has refused circles, and bounded depth and size of what includes add up to. */
function collect(
  file: ResponseFile,
  id: string,
  culture: Culture,
  parts: ResponseText[],
  attachments: Set<string>,
): void {
  const response = file.responses.get(id);
  if (!response) return;
  for (const included of response.includesBefore) collect(file, included, culture, parts, attachments);
  const own = chooseText(response.bodies, culture, file.defaultCulture);
  if (own) parts.push(own);
  for (const attachment of response.attachments) attachments.add(attachment);
  for (const included of response.includesAfter) collect(file, included, culture, parts, attachments);
}
