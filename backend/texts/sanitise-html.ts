import sanitizeHtml from 'sanitize-html';

/**
 * The profile of HTML that agents, templates and responses contribute to drafts and outgoing mail. It lets ordinary
 * mail formatting through and nothing that runs, loads, submits or covers something else:
 * - no scripts, event handlers, style sheets, forms, frames, objects, SVG or MathML;
 * - links to http, https, mailto and tel only;
 * - images by `cid:` and as `data:` of png, jpeg, gif and webp only. An image on a server, also one in a quoted
 *   original, is dropped and its alternative text kept: quoting a tracking pixel would report the readers of our reply
 *   to whoever placed it there;
 * - inline styles of a fixed list, their values without functions other than colours, so that nothing is loaded
 *   (`url`), computed (`expression`, `var`) or laid over other content (`position`, negative margins).
 */
const allowedTags = (
  'a abbr acronym address b bdi bdo big blockquote br caption center cite code col colgroup dd del ' +
  'dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s ' +
  'samp small span strike strong sub sup table tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');

/** Dropped with what is in them: their content is not text for people. */
const droppedWithContent = (
  'script style textarea option select xmp title noscript noembed noframes iframe svg math ' +
  'template object applet embed audio video canvas xml datalist'
).split(' ');

const tableAttributes = [
  'align',
  'bgcolor',
  'border',
  'cellpadding',
  'cellspacing',
  'height',
  'valign',
  'width',
];
const cellAttributes = [...tableAttributes, 'abbr', 'colspan', 'headers', 'nowrap', 'rowspan', 'scope'];

const number = String.raw`(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4})`;
const length = String.raw`(?:0|${number}(?:px|pt|em|rem|ex|ch|%|in|cm|mm|pc)?)`;
const colour = String.raw`(?:#[0-9a-f]{3,8}|[a-z]{3,24}|(?:rgb|hsl)a?\([\d\s,.%/]{1,40}\))`;
const lineStyle = '(?:none|hidden|dotted|dashed|solid|double|groove|ridge|inset|outset)';
const borderPart = `(?:${length}|thin|medium|thick|${lineStyle}|${colour})`;

function whole(pattern: string): RegExp[] {
  return [new RegExp(`^${pattern}(?:\\s*!important)?$`, 'i')];
}

const edges = (property: string, values: RegExp[], suffix = ''): Record<string, RegExp[]> =>
  Object.fromEntries(
    ['', '-top', '-right', '-bottom', '-left'].map((edge) => [`${property}${edge}${suffix}`, values]),
  );

const allowedStyles: Record<string, RegExp[]> = {
  'background-color': whole(colour),
  background: whole(colour),
  color: whole(colour),
  direction: whole('(?:ltr|rtl)'),
  display: whole('(?:block|inline|inline-block|none|table|table-row|table-cell|list-item)'),
  'font-family': whole(String.raw`[\p{L}\p{N}\s,'"._-]{1,200}`).map((it) => new RegExp(it.source, 'iu')),
  'font-size': whole(String.raw`(?:${length}|(?:xx?-)?(?:small|large)|medium|smaller|larger)`),
  'font-style': whole('(?:normal|italic|oblique)'),
  'font-variant': whole('(?:normal|small-caps)'),
  'font-weight': whole(String.raw`(?:normal|bold|bolder|lighter|[1-9]00)`),
  'letter-spacing': whole(`(?:normal|${length})`),
  'line-height': whole(`(?:normal|${length})`),
  'list-style-type': whole('[a-z-]{3,24}'),
  'list-style-position': whole('(?:inside|outside)'),
  'text-align': whole('(?:left|right|center|justify|start|end)'),
  'text-decoration': whole(String.raw`(?:none|(?:underline|line-through|overline|\s)+)`),
  'text-decoration-line': whole(String.raw`(?:none|(?:underline|line-through|overline|\s)+)`),
  'text-indent': whole(length),
  'text-transform': whole('(?:none|uppercase|lowercase|capitalize)'),
  'unicode-bidi': whole('(?:normal|embed|isolate|plaintext)'),
  'vertical-align': whole(`(?:baseline|top|middle|bottom|sub|super|text-top|text-bottom|${length})`),
  'white-space': whole('(?:normal|nowrap|pre|pre-wrap|pre-line|break-spaces)'),
  'word-break': whole('(?:normal|break-word|break-all|keep-all)'),
  'overflow-wrap': whole('(?:normal|break-word|anywhere)'),
  'table-layout': whole('(?:auto|fixed)'),
  'border-collapse': whole('(?:collapse|separate)'),
  'border-spacing': whole(String.raw`${length}(?:\s+${length})?`),
  'border-radius': whole(length),
  width: whole(`(?:auto|${length})`),
  height: whole(`(?:auto|${length})`),
  'max-width': whole(`(?:none|${length})`),
  'min-width': whole(`(?:auto|${length})`),
  ...edges('margin', whole(String.raw`(?:(?:auto|${length})\s*){1,4}`)),
  ...edges('padding', whole(String.raw`(?:${length}\s*){1,4}`)),
  ...edges('border', whole(String.raw`${borderPart}(?:\s+${borderPart}){0,2}`)),
  ...edges('border', whole(String.raw`(?:${colour}\s*){1,4}`), '-color'),
  ...edges('border', whole(String.raw`(?:${lineStyle}\s*){1,4}`), '-style'),
  ...edges('border', whole(String.raw`(?:(?:${length}|thin|medium|thick)\s*){1,4}`), '-width'),
};

const imageSource = /^(?:cid:[^\s"'<>]{1,500}|data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+)$/i;
const linkTarget = /^(?:https?:\/\/|mailto:|tel:)[^\s<>"]/i;

const silent = () => undefined;

const options: sanitizeHtml.IOptions & { logger: Record<string, () => void> } = {
  allowedTags,
  nonTextTags: droppedWithContent,
  disallowedTagsMode: 'discard',
  // Deeper nesting makes mail programs give up; the text in it is kept.
  nestingLimit: 120,
  allowedAttributes: {
    '*': ['dir', 'lang', 'title', 'style', 'data-postroom-*'],
    a: ['href', 'rel'],
    blockquote: ['type'],
    col: ['span', ...tableAttributes],
    colgroup: ['span', ...tableAttributes],
    div: ['align'],
    font: ['color', 'face', 'size'],
    h1: ['align'],
    h2: ['align'],
    h3: ['align'],
    hr: ['align', 'size', 'width', 'color', 'noshade'],
    img: ['src', 'alt', 'width', 'height', 'align', 'border', 'hspace', 'vspace'],
    li: ['value'],
    ol: ['start', 'type', 'reversed'],
    p: ['align'],
    table: [...tableAttributes, 'summary', 'role'],
    tbody: tableAttributes,
    td: cellAttributes,
    tfoot: tableAttributes,
    th: cellAttributes,
    thead: tableAttributes,
    time: ['datetime'],
    tr: tableAttributes,
    ul: ['type'],
  },
  allowedClasses: { '*': [/^postroom-[a-z-]{1,40}$/, 'gmail_quote', 'gmail_attr', 'moz-cite-prefix'] },
  allowedStyles: { '*': allowedStyles },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowProtocolRelative: false,
  transformTags: {
    a: (tagName, attributes) => {
      const { href, rel: _, ...rest } = attributes;
      const target = href?.trim() ?? '';
      return linkTarget.test(target)
        ? { tagName, attribs: { ...rest, href: target, rel: 'noopener noreferrer' } }
        : { tagName: 'span', attribs: rest };
    },
    img: (tagName, attributes) => {
      if (imageSource.test(attributes['src']?.trim() ?? '')) return { tagName, attribs: attributes };
      return { tagName: 'span', attribs: {}, text: attributes['alt']?.trim() ?? '' };
    },
  },
  // Its warnings hold what they warn of: text of mails, which never goes to a log.
  logger: { debug: silent, info: silent, warn: silent, error: silent },
};

/**
 * HTML of the profile above, whatever came in; sanitising it again changes nothing. Never throws. The last step before
 * HTML is stored in a draft or put into a mail: nothing may edit it afterwards.
 */
export function sanitiseHtml(html: string): string {
  return sanitizeHtml(html.replaceAll('\0', ''), options);
}
