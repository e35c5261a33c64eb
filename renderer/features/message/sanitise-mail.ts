import DOMPurify from 'dompurify';
import { foldQuotes } from './fold-quotes.ts';
import { describeTarget, isMisleading } from './link-target.ts';
import {
  allowedAttributes,
  allowedTags,
  forbiddenContents,
  linkScheme,
  pictureData,
} from './mail-profile.ts';
import { cleanDeclarations, cleanSheet, type CssFindings } from './safe-css.ts';

export interface SanitiseOptions {
  /** `data:` addresses to show instead: by Content-ID, and by the https address of what was fetched on request. */
  readonly pictures: ReadonlyMap<string, string>;
  /** The text behind which quoted history is folded. */
  readonly quoteLabel: string;
  /** What was written anew, where it is known: the rest is folded. */
  readonly replyText?: string;
}

export interface SafeMail {
  readonly body: string;
  readonly css: string;
  /** How many things on the net the mail wanted loaded and did not get. */
  readonly remoteCount: number;
  /** The https addresses of the pictures among them, each once. */
  readonly remotePictures: readonly string[];
  /** False: it may take the colours of the theme. */
  readonly setsColours: boolean;
}

interface Turn extends CssFindings {
  readonly options: SanitiseOptions;
  readonly remotePictures: Set<string>;
}

const linkAttributes = ['href', 'target', 'rel', 'data-to'];

// An instance of our own: hooks belong to an instance, and other users of DOMPurify have other rules.
const purify = DOMPurify(window);
let turn: Turn | null = null;

purify.addHook('afterSanitizeAttributes', (node) => {
  if (!turn) return;
  if (node.hasAttribute('style')) cleanStyleAttribute(node, turn);
  if (node.hasAttribute('bgcolor') || (node.tagName === 'FONT' && node.hasAttribute('color')))
    turn.setsColours = true;
  if (node.tagName === 'IMG') cleanPicture(node, turn);
  else node.removeAttribute('src');
  if (node.tagName === 'A') cleanLink(node);
  else for (const name of linkAttributes) node.removeAttribute(name);
});

/**
 * A mail's HTML made safe to show: DOMPurify with a strict profile, CSS parsed by the browser, pictures only from
 * inside the mail, links that say where they lead. Nothing may change the result before it is shown; cleaning the
 * result again changes nothing.
 */
export function sanitiseMail(html: string, options: SanitiseOptions): SafeMail {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  turn = { options, remote: 0, setsColours: false, remotePictures: new Set() };
  try {
    const css = takeSheets(parsed, turn);
    foldQuotes(parsed, options.quoteLabel, options.replyText);
    const body = purify.sanitize(withBodyLook(parsed), {
      ALLOWED_TAGS: allowedTags,
      ALLOWED_ATTR: allowedAttributes,
      FORBID_CONTENTS: forbiddenContents,
      // Only these two hold addresses; the others are text and are not measured by the pattern below.
      ADD_URI_SAFE_ATTR: allowedAttributes.filter((name) => name !== 'href' && name !== 'src'),
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid|data):/i,
    });
    return {
      body,
      css,
      remoteCount: turn.remote,
      remotePictures: [...turn.remotePictures],
      setsColours: turn.setsColours,
    };
  } finally {
    turn = null;
  }
}

function takeSheets(parsed: Document, findings: CssFindings): string {
  const sheets = Array.from(parsed.querySelectorAll('style'));
  const css = sheets
    .map((sheet) => cleanSheet(sheet.textContent, findings))
    .filter(Boolean)
    .join('\n');
  for (const sheet of sheets) sheet.remove();
  findings.remote += parsed.querySelectorAll('link[rel~="stylesheet" i][href]').length;
  return css;
}

/** The look that a mail gives its `body` moves to a `div`, since there is a body already. */
function withBodyLook(parsed: Document): string {
  const { body } = parsed;
  const look = ['style', 'bgcolor', 'dir', 'class'].filter((name) => body.hasAttribute(name));
  if (look.length === 0) return body.innerHTML;
  const wrapper = parsed.createElement('div');
  for (const name of look) wrapper.setAttribute(name, body.getAttribute(name) ?? '');
  wrapper.append(...body.childNodes);
  return wrapper.outerHTML;
}

function cleanStyleAttribute(node: Element, findings: CssFindings): void {
  if (!(node instanceof HTMLElement)) {
    node.removeAttribute('style');
    return;
  }
  cleanDeclarations(node.style, findings);
  const text = node.style.cssText;
  if (text) node.setAttribute('style', text);
  else node.removeAttribute('style');
}

function cleanPicture(node: Element, turn: Turn): void {
  const { options, remotePictures } = turn;
  const source = (node.getAttribute('src') ?? '').trim();
  if (/^cid:/i.test(source)) {
    const picture = options.pictures.get(contentIdOf(source));
    if (picture) node.setAttribute('src', picture);
    else markPicture(node, 'postroom-missing');
  } else if (/^https?:/i.test(source)) {
    // Browsers fetch pictures of http pages over https too; nobody else learns what the agent reads.
    const address = source.replace(/^http:/i, 'https:');
    const picture = options.pictures.get(address);
    if (picture) {
      node.setAttribute('src', picture);
      return;
    }
    turn.remote += 1;
    if (!isTiny(node)) remotePictures.add(address);
    markPicture(node, isTiny(node) ? 'postroom-tracker' : 'postroom-blocked');
  } else if (!pictureData.test(source)) {
    node.removeAttribute('src');
  }
}

function markPicture(node: Element, className: string): void {
  node.removeAttribute('src');
  node.classList.add(className);
}

function isTiny(node: Element): boolean {
  return ['width', 'height'].some((name) => /^[01](?:px)?$/.test(node.getAttribute(name) ?? ''));
}

/** The Content-ID of a `cid:` address: percent-decoded, as RFC 2392 has it. */
export function contentIdOf(source: string): string {
  const raw = source.slice(4);
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

function cleanLink(node: Element): void {
  const href = node.getAttribute('href') ?? '';
  const target = linkScheme.test(href) ? describeTarget(href) : null;
  // Taken off and put on again, so that their order is the same each time.
  for (const name of linkAttributes) node.removeAttribute(name);
  if (!target) return;
  node.setAttribute('href', href);
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
  node.setAttribute('data-to', target);
  if (isMisleading(node.textContent, href)) node.classList.add('postroom-misleading');
}
