/** A piece of a plain-text mail. */
export type TextBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'signature'; readonly text: string };

const quoted = /^\s{0,2}>/;
/** The line above a quote: "On …, Anna wrote:" in any language, or an address in angle brackets before a colon. */
const attribution = /^.{6,300}[:：]\s*$/;
const divider =
  /^\s*(?:-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original|Forwarded message)\s*-{2,}|_{20,})\s*$/i;

/** Splits a plain-text mail into what was written, the quotes between, and the signature (after `-- `). */
export function splitPlainText(text: string): readonly TextBlock[] {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').trimEnd().split('\n');
  const kinds: TextBlock['kind'][] = lines.map((line) => (quoted.test(line) ? 'quote' : 'text'));
  markAttributions(lines, kinds);
  markRest(lines, kinds);
  return join(lines, kinds);
}

const opening = /^\s*(?:On|Le|Am|El|Den|Il|Op|Em)\b/;

function markAttributions(lines: readonly string[], kinds: TextBlock['kind'][]): void {
  for (let at = 1; at < lines.length; at += 1) {
    if (kinds[at] !== 'quote' || kinds[at - 1] === 'quote') continue;
    let above = at - 1;
    while (above > 0 && lines[above]?.trim() === '') above -= 1;
    if (!attribution.test(lines[above] ?? '')) continue;
    // A long one is often broken into two lines, of which the upper one opens it.
    const isSecond = !opening.test(lines[above] ?? '') && opening.test(lines[above - 1] ?? '');
    kinds.fill('quote', isSecond ? above - 1 : above, at);
  }
}

function markRest(lines: readonly string[], kinds: TextBlock['kind'][]): void {
  const cut = lines.findIndex((line) => divider.test(line));
  if (cut > 0) kinds.fill('quote', cut);
  const sign = lines.findIndex((line, index) => line === '-- ' && kinds[index] === 'text');
  if (sign < 0) return;
  for (let at = sign; at < lines.length && kinds[at] === 'text'; at += 1) kinds[at] = 'signature';
}

function join(lines: readonly string[], kinds: readonly TextBlock['kind'][]): readonly TextBlock[] {
  const blocks: { kind: TextBlock['kind']; lines: string[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const kind = kinds[index] ?? 'text';
    const last = blocks.at(-1);
    const isBlank = line.trim() === '';
    if (last && (last.kind === kind || (isBlank && last.kind !== 'text'))) last.lines.push(line);
    else blocks.push({ kind, lines: [line] });
  }
  return blocks
    .map((block) => ({ kind: block.kind, text: block.lines.join('\n').replace(/^\n+/, '').trimEnd() }))
    .filter((block) => block.text !== '');
}

export type TextPart = { readonly text: string; readonly href?: string };

const linkPattern =
  /\bhttps?:\/\/[^\s<>"']+|\bwww\.[^\s<>"']+\.[^\s<>"']+|(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/giu;

/** Finds addresses in a text. Punctuation at their end belongs to the sentence. */
export function findLinks(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(linkPattern)) {
    const found = match[0].replace(/(?<![.,;:!?'")\]}>])[.,;:!?'")\]}>]+$/, '');
    if (!found) continue;
    if (match.index > at) parts.push({ text: text.slice(at, match.index) });
    const scheme = /^https?:/i.test(found)
      ? ''
      : found.includes('@') && !/^www\./i.test(found)
        ? 'mailto:'
        : 'https://';
    parts.push({ text: found, href: scheme + found });
    at = match.index + found.length;
  }
  if (at < text.length) parts.push({ text: text.slice(at) });
  return parts;
}
