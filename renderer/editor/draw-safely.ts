import { readContentId } from './html/content-id.ts';
import { sanitise } from './html/sanitise.ts';
import type { ImageUrls } from './inline-images.ts';
import quoteStyles from './quote.css?inline';

/**
 * Draws foreign HTML into the shadow tree of `place`, so that neither page reaches the other's styles. It is sanitised
 * here, wherever it comes from. Drawing again replaces what was there.
 */
export function drawSafely(place: HTMLElement, html: string, urls: ImageUrls | null): void {
  const shadow = place.shadowRoot ?? attach(place);
  const fragment = sanitise(html, 'quoted');
  const pictures: { image: HTMLImageElement; contentId: string }[] = [];
  for (const image of fragment.querySelectorAll('img')) {
    const contentId = readContentId(image.getAttribute('src') ?? '');
    // Without an address while it moves into the page, so that nothing tries to load `cid:`.
    image.removeAttribute('src');
    if (contentId !== null) pictures.push({ image, contentId });
  }
  const styles: [HTMLElement, string][] = [];
  for (const element of fragment.querySelectorAll<HTMLElement>('[style]')) {
    styles.push([element, element.style.cssText]);
    element.removeAttribute('style');
  }
  const body = document.createElement('div');
  body.dir = 'auto';
  body.append(document.adoptNode(fragment));
  shadow.replaceChildren(body);
  // Set through the object model: the page's policy refuses style attributes.
  for (const [element, style] of styles) element.style.cssText = style;
  for (const { image, contentId } of pictures) {
    void showPicture(image, contentId, urls);
  }
}

async function showPicture(
  image: HTMLImageElement,
  contentId: string,
  urls: ImageUrls | null,
): Promise<void> {
  const url = await urls?.show(contentId);
  if (url != null) image.src = url;
}

function attach(place: HTMLElement): ShadowRoot {
  const shadow = place.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(quoteStyles);
  shadow.adoptedStyleSheets = [sheet];
  // Such a link is read, not followed: a click must not leave the reply.
  for (const type of ['click', 'auxclick']) {
    shadow.addEventListener(type, (event) => {
      if (event.target instanceof Element && event.target.closest('a') !== null) event.preventDefault();
    });
  }
  return shadow;
}
