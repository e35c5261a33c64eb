import { restoreWordLists } from './clean-word.ts';
import { sanitiseToHtml } from './sanitise.ts';

export interface CleanPaste {
  readonly html: string;
  /** Pictures that were inside the HTML as data, by the key that stands in their `data-upload` attribute. */
  readonly images: ReadonlyMap<string, File>;
}

/**
 * What the clipboard holds as HTML, cleaned of what Word, mail programs and pages leave in it. Pictures in `data:`
 * addresses come out as files to upload; pictures from elsewhere are left out.
 */
export function cleanPasted(html: string): CleanPaste {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  restoreWordLists(parsed.body);
  const images = new Map<string, File>();
  for (const image of parsed.body.querySelectorAll('img')) {
    const file = readDataImage(image.getAttribute('src') ?? '', images.size);
    if (file === null) {
      image.remove();
    } else {
      const key = crypto.randomUUID();
      images.set(key, file);
      image.removeAttribute('src');
      image.setAttribute('data-upload', key);
    }
  }
  return { html: sanitiseToHtml(parsed.body.innerHTML, 'pasted'), images };
}

function readDataImage(address: string, index: number): File | null {
  const match = /^data:(image\/(png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)$/u.exec(address);
  const [, type, kind, data] = match ?? [];
  if (type === undefined || kind === undefined || data === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(data), (character) => character.codePointAt(0) ?? 0);
    return new File([bytes], `image-${index + 1}.${kind === 'jpeg' ? 'jpg' : kind}`, { type });
  } catch {
    return null;
  }
}
