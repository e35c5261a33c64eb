import type {
  DomNode,
  FormatCallback,
  FormatOptions,
  HtmlToTextOptions,
  RecursiveCallback,
} from 'html-to-text';

type Builder = Parameters<FormatCallback>[2];
/** The parser links its nodes; the type of the package does not say so. */
type Linked = DomNode & { readonly [side in 'next' | 'prev' | 'parent']?: Linked | null | undefined };

// Stand for lines with nothing in them until the text is whole: characters of the private use area, which mean nothing.
const emptyLine = '\uE0F0';
const emptyParagraph = '\uE0F1';

const inlineNames: ReadonlySet<string> = new Set(
  'a b code em font i o:p s small span strong sub sup u'.split(' '),
);

/** A line break as browsers draw it: the last one of a block that holds more breaks nothing, the only one is a line. */
export function formatBreak(elem: DomNode, _walk: RecursiveCallback, builder: Builder): void {
  if (hasContentBeside(elem, 'next')) builder.addLineBreak();
  else if (!hasContentBeside(elem, 'prev')) builder.addInline(emptyLine, { noWordTransform: true });
}

/** A paragraph; one with nothing in it is a line that those around it have between them already. */
export function formatParagraph(
  elem: DomNode,
  walk: RecursiveCallback,
  builder: Builder,
  options: FormatOptions,
): void {
  const { formatters } = builder.options as HtmlToTextOptions & { formatters: { block: FormatCallback } };
  if (holdsContent(elem)) formatters.block(elem, walk, builder, options);
  else {
    builder.openBlock({ leadingLineBreaks: 1 });
    builder.addInline(emptyParagraph, { noWordTransform: true });
    builder.closeBlock({ trailingLineBreaks: 1 });
  }
}

/** The whole text with its empty lines in the place of what stood for them, also behind the signs of quotes. */
export function settleEmptyLines(text: string): string {
  const lines: string[] = [];
  let isBlank = false;
  let isSettled = false;
  for (const line of text.replaceAll(emptyLine, '').split('\n')) {
    const isSoft = line.endsWith(emptyParagraph);
    const isEmpty = isSoft || /^(?:> ?)*[^\S\n]*$/.test(line);
    if (!isEmpty || !(isSettled || (isSoft && isBlank))) lines.push(line.replace(emptyParagraph, ''));
    isSettled = isEmpty && (isSoft || isSettled);
    isBlank = isEmpty;
  }
  return lines.join('\n');
}

/** Whether there is something to see, or another break, in the same block before or after an element. */
function hasContentBeside(elem: DomNode, side: 'next' | 'prev'): boolean {
  let current: Linked = elem;
  for (;;) {
    const beside = current[side];
    if (beside && holdsContent(beside, true)) return true;
    const around = current.parent;
    if (beside) current = beside;
    else if (around && inlineNames.has(around.name ?? '')) current = around;
    else return false;
  }
}

/** Whether it holds more than blanks (and breaks). Walks without recursion, and no further than the first word. */
function holdsContent(node: DomNode, breaksCount = false): boolean {
  const waiting = [node];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (/\S/.test(next.data ?? '') || next.name === 'img' || next.name === 'hr') return true;
    if (breaksCount && next.name === 'br') return true;
    for (const child of next.children ?? []) waiting.push(child);
  }
  return false;
}
