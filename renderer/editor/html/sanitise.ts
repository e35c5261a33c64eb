import DOMPurify, { type Config } from 'dompurify';
import { filterStyle, type StyleProfile } from './style-rules.ts';

const allowedTags = (
  'p div span br hr blockquote pre h1 h2 h3 h4 h5 h6 a b strong i em u s strike del code sub sup small font ' +
  'ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr td th img center tt q cite abbr'
).split(' ');

const quotedAttributes = (
  'href src alt title width height align valign bgcolor color face size border cellpadding cellspacing colspan ' +
  'rowspan dir lang start type style cite data-postroom-signature data-postroom-quote'
).split(' ');

const pastedAttributes =
  'href src alt title width colspan rowspan dir start style data-upload data-postroom-response'.split(' ');

const shared = {
  ALLOWED_TAGS: allowedTags,
  // Every attribute that may hold an address is held against this; what has no scheme is looked at below.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel|cid):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/iu,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  SANITIZE_NAMED_PROPS: true,
  RETURN_DOM_FRAGMENT: true,
} as const satisfies Config;

const profiles = {
  quoted: { ...shared, ALLOWED_ATTR: quotedAttributes },
  pasted: { ...shared, ALLOWED_ATTR: pastedAttributes },
} as const satisfies Record<StyleProfile, Config>;

const purifiers = new Map<StyleProfile, ReturnType<typeof DOMPurify>>();

function purifierFor(profile: StyleProfile): ReturnType<typeof DOMPurify> {
  const known = purifiers.get(profile);
  if (known !== undefined) return known;
  // An instance of its own: hooks of one profile must not reach another.
  const purifier = DOMPurify(window);
  purifier.addHook('uponSanitizeAttribute', (element, data) => {
    if (data.attrName !== 'style' || !(element instanceof HTMLElement)) return;
    data.attrValue = filterStyle(element.style, profile);
    if (data.attrValue === '') data.keepAttr = false;
  });
  purifier.addHook('afterSanitizeAttributes', (element) => {
    // The only pictures are the ones that travel with the mail: nothing is fetched from elsewhere.
    removeUnless(element, 'src', /^cid:/iu);
    removeUnless(element, 'href', /^(?:https?:\/\/|mailto:|tel:)/iu);
    removeUnless(element, 'cite', /^(?:https?:\/\/|mid:)/iu);
  });
  purifiers.set(profile, purifier);
  return purifier;
}

function removeUnless(element: Element, attribute: string, allowed: RegExp): void {
  const value = element.getAttribute(attribute);
  if (value !== null && !allowed.test(value.trim())) element.removeAttribute(attribute);
}

/**
 * Foreign HTML as a fragment that holds no script, no form, no frame, no style sheet and no address but https:,
 * mailto:, tel: and cid:. It belongs to a document without a window, so nothing in it loads.
 */
export function sanitise(html: string, profile: StyleProfile): DocumentFragment {
  // Null where the parser made nothing of it.
  const clean: DocumentFragment | null = purifierFor(profile).sanitize(html, profiles[profile]);
  const inert = document.implementation.createHTMLDocument('');
  return clean === null ? inert.createDocumentFragment() : inert.adoptNode(clean);
}

/** {@link sanitise}, as text. */
export function sanitiseToHtml(html: string, profile: StyleProfile): string {
  const holder = document.implementation.createHTMLDocument('').createElement('div');
  holder.append(sanitise(html, profile));
  return holder.innerHTML;
}
