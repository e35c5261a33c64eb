import { restoreWordLists } from './clean-word.ts';
import { takeDataImages } from './data-images.ts';
import { sanitiseToHtml } from './sanitise.ts';

export interface CleanHtml {
  readonly html: string;
  /** Pictures that were inside the HTML as data, by the key that stands in their `data-upload` attribute. */
  readonly images: ReadonlyMap<string, File>;
}

/**
 * What the clipboard holds as HTML, cleaned of what Word, mail programs and pages leave in it. Pictures in `data:`
 * addresses come out as files to upload; pictures from elsewhere are left out.
 */
export function cleanPasted(html: string): CleanHtml {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  restoreWordLists(parsed.body);
  // A key that came with the clipboard names nothing here.
  for (const stray of parsed.body.querySelectorAll('[data-upload]')) stray.removeAttribute('data-upload');
  const images = takeDataImages(parsed.body);
  for (const image of parsed.body.querySelectorAll('img:not([data-upload], [src^="cid:" i])')) image.remove();
  return { html: sanitiseToHtml(parsed.body.innerHTML, 'pasted'), images };
}

/**
 * A filled-in template or response, with its looks kept.
 * @param mark of a response: its text is marked with it
 */
export function cleanFilled(html: string, mark: string | null = null): CleanHtml {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  if (mark !== null) markTexts(parsed, mark);
  const images = takeDataImages(parsed.body);
  return { html: parsed.body.innerHTML, images };
}

function markTexts(parsed: Document, mark: string): void {
  const walker = parsed.createTreeWalker(parsed.body, NodeFilter.SHOW_TEXT);
  const texts: Node[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (text.textContent?.trim() === '' || text.parentNode === null) continue;
    const span = parsed.createElement('span');
    span.setAttribute('data-postroom-response', mark);
    text.parentNode.replaceChild(span, text);
    span.append(text);
  }
}
