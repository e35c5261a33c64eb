import { drawSafely } from './draw-safely.ts';
import type { ImageUrls } from './inline-images.ts';

export interface QuoteLabels {
  readonly show: string;
  readonly hide: string;
  readonly quoted: string;
  readonly edit: string;
}

/**
 * Draws the quoted original behind a button, in a shadow tree, so that neither page reaches the other's styles. The
 * HTML is sanitised again here: a draft may come from anywhere.
 */
export function createQuoteView(html: string, labels: QuoteLabels, urls: ImageUrls | null, edit: () => void) {
  const dom = document.createElement('section');
  dom.className = 'quoted-original';
  dom.contentEditable = 'false';
  dom.setAttribute('aria-label', labels.quoted);

  const bar = document.createElement('div');
  bar.className = 'quoted-original-bar';
  const toggle = createButton(labels.show);
  toggle.setAttribute('aria-expanded', 'false');
  const editButton = createButton(labels.edit);
  editButton.hidden = true;
  bar.append(toggle, editButton);

  const paper = document.createElement('div');
  paper.className = 'quoted-original-paper';
  paper.hidden = true;
  dom.append(bar, paper);

  let isDrawn = false;
  toggle.addEventListener('click', () => {
    const isOpen = paper.hidden !== false;
    paper.hidden = !isOpen;
    editButton.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    toggle.textContent = isOpen ? labels.hide : labels.show;
    if (isOpen && !isDrawn) drawSafely(paper, html, urls);
    isDrawn ||= isOpen;
  });
  editButton.addEventListener('click', edit);

  return {
    dom,
    // Buttons and text selection in the quote are its own business.
    stopEvent: (event: Event) => event.target instanceof HTMLButtonElement || event.type === 'keydown',
    ignoreMutation: () => true,
  };
}

function createButton(text: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = text;
  return button;
}
