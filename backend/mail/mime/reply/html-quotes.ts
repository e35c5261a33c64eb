import type { DomNode, FormatCallback } from 'html-to-text';
import { converterWith, htmlToPlain } from '../html-to-plain.ts';
import { copyMark } from './reply-lines.ts';

/** Elements that mail programs put around what they quote. */
const quotes = [
  '.gmail_attr', '.moz-cite-prefix', '.moz-forward-container', '.protonmail_quote', '.tutanota_quote', '.zmail_extra', '.freshdesk_quote',
  '.front-blockquote', '.zimbra-quote', '.mailspring-quote', '[class*="yahoo_quoted"]', '[id*="yahoo_quoted"]', 'div[name="quote"]',
  'div[name="messageReplySection"]', '[id="replySplit"]', '[id="isForwardContent"]', '[id="isReplyContent"]', 'includetail',
] as const; // prettier-ignore

/** Elements at which the copy of the answered mail begins: what follows them belongs to it too. */
const copies = [
  '[id$="divRplyFwdMsg"]', '[id$="appendonsend"]', '.xm_mail_oringinal_describe', '#stopSpelling', '.OutlookMessageHeader', '#OLK_SRC_BODY_SECTION', '#mail-editor-reference-message-container',
] as const; // prettier-ignore

const signatures = [
  '[class*="signature"]', '[id*="signature"]', '.bloop_sign', '#CanarySig', '.mb_sig', '.gmail_signature', '.gmail_signature_prefix', '[data-smartmail="gmail_signature"]', '.moz-signature', '#Signature', '#AppleMailSignature',
  '#ms-outlook-mobile-signature', '#ms-outlook-ios-signature', '.protonmail_signature_block', '.tutanota_signature', '#lineBreakAtBeginningOfSignature',
  '[class*="yahoo-signature"]', 'div[name="messageSignatureSection"]', '#composer_signature', '#ymail_android_signature',
] as const; // prettier-ignore

const anyStructure =
  /<blockquote|gmail_(?:quote|attr|signature)|moz-(?:cite|forward|signature)|yahoo[_-](?:quoted|signature)|divRplyFwdMsg|appendonsend|stopSpelling|OutlookMessageHeader|OLK_SRC|mail-editor-reference|(?:proton|tuta|zmail|freshdesk|front|zimbra|mailspring)\w*[_-](?:quote|extra|blockquote|signature)|name="?(?:quote|message(?:Reply|Signature)Section)|replySplit|is(?:Forward|Reply)Content|includetail|xm_mail_oringinal|composer_signature|ymail_android|border-top: ?[^;"']{0,40}(?:E1E1E1|B5C4DF|225, ?225, ?225|181, ?196, ?223)|(?:id|class)="?[^"'>]{0,60}signature|bloop_sign|CanarySig|mb_sig|id="?ms-outlook/i;

/** Whether an HTML body says by its elements what in it is quoted. */
export function hasQuoteStructure(html: string): boolean {
  return anyStructure.test(html);
}

/** The text of an HTML body in which quotes are a line `>`, copies begin with a line `copyMark`, signatures are left out. */
export function textWithMarks(html: string): string {
  return htmlToPlain(html, convert);
}

const quoteMark = {
  format: 'blockString',
  options: { string: '>', leadingLineBreaks: 1, trailingLineBreaks: 1 },
};
const markCopy = {
  format: 'blockString',
  options: { string: copyMark, leadingLineBreaks: 1, trailingLineBreaks: 1 },
};

const quote: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  if (isIndentation(element)) walk(element.children, builder);
  else builder.addInline('>');
  builder.closeBlock({ trailingLineBreaks: 1 });
};

/** Gmail keeps introduction and quotes together; between the quotes the sender may have written answers. */
const quotesWithAnswers: FormatCallback = (element, walk, builder) => {
  const children: readonly DomNode[] = element.children;
  const first = children.findIndex((child) => holdsQuote(child, 0));
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addInline('>');
  builder.closeBlock({ trailingLineBreaks: 1 });
  if (first !== -1) walk(children.slice(first), builder);
};

/** The line that Outlook draws over the header of the answered mail, in its two colours. */
const lineAbove: FormatCallback = (element, walk, builder) => {
  const attributes: Readonly<Record<string, string>> | undefined = element.attribs;
  const style = (attributes?.['style'] ?? '').replace(/\s/g, '').toLowerCase();
  const isOutlook = /border-top:[^;]*(?:#e1e1e1|#b5c4df|rgb\(225,225,225\)|rgb\(181,196,223\))/.test(style);
  builder.openBlock({ leadingLineBreaks: 1 });
  if (isOutlook) builder.addInline(copyMark);
  else walk(element.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const convert = converterWith(
  [
    { selector: 'blockquote', format: 'quote' },
    { selector: 'div.gmail_quote', format: 'quotesWithAnswers' },
    { selector: 'div[style*="border-top"]', format: 'lineAbove' },
    ...quotes.map((selector) => ({ selector, ...quoteMark })),
    ...copies.map((selector) => ({ selector, ...markCopy })),
    ...signatures.map((selector) => ({ selector, format: 'skip' })),
  ],
  { quote, quotesWithAnswers, lineAbove },
);

/** Gmail and Apple Mail indent what the sender wrote with a quote that has no border. */
function isIndentation({ attribs }: { readonly attribs?: Readonly<Record<string, string>> }): boolean {
  const style = (attribs?.['style'] ?? '').replace(/\s/g, '').toLowerCase();
  return (
    /border:(?:none|0|medium)/.test(style) && !style.includes('border-left') && attribs?.['type'] !== 'cite'
  );
}

function holdsQuote(node: DomNode, depth: number): boolean {
  if (node.name === 'blockquote') return true;
  return depth < 20 && (node.children ?? []).some((child) => holdsQuote(child, depth + 1));
}
