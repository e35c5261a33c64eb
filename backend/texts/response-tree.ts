import type { ResponseCategory, ResponseEntry } from '../../contract/domain/response.ts';
import type { Culture } from '../../contract/domain/scalars.ts';
import { plainTextFromHtml } from './plain-text.ts';
import { bodyFor } from './response-body.ts';
import type { Channel, Response, ResponseFile, ResponseFolder } from './response-file.ts';
import { isOffered } from './response-file.ts';

const previewLength = 160;
/** An identifier (M18), which a preview shows as words: no draft gives it a value. */
const identifier = /\$([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)*)\$/g;

/**
 * The tree an agent chooses from: what is approved, for the channel and within its dates on `today` (`YYYY-MM-DD`, in
 * the tenant's own day); categories left empty are dropped. Previews are in `culture`, by default the file's own.
 */
export function responseTree(
  file: ResponseFile,
  options: { readonly today: string; readonly channel: Channel; readonly culture?: Culture },
): ResponseCategory {
  const culture = options.culture ?? file.defaultCulture;
  const categoryOf = (folder: ResponseFolder): ResponseCategory => ({
    name: folder.name,
    categories: folder.folders
      .map(categoryOf)
      .filter((category) => category.categories.length > 0 || category.responses.length > 0),
    responses: folder.responses
      .filter((response) => isOffered(response, options.today, options.channel))
      .map((response) => entryOf(file, response, culture)),
  });
  return categoryOf(file.root);
}

function entryOf(file: ResponseFile, response: Response, culture: Culture): ResponseEntry {
  const body = bodyFor(file, response.id, culture);
  const text = body?.format === 'html' ? plainTextFromHtml(body.source) : (body?.source ?? '');
  return {
    id: response.id,
    name: response.name,
    shortcut: response.shortcut,
    keywords: [...response.keywords],
    cultures: [...new Set(response.bodies.map((part) => part.culture))],
    preview: firstWords(text.replace(identifier, (_whole, name: string) => `[${name.replaceAll('.', ' ')}]`)),
  };
}

function firstWords(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= previewLength) return line;
  const cut = line
    .slice(0, previewLength)
    .toWellFormed()
    .replace(/\ufffd$/, '');
  return `${cut.replace(/\s+\S*$/, '')}…`;
}
