/** A shorter rest is a signature, and stays in view. */
const shortestHistory = 200;

/** Elements that stand in a table or a list only: moved out of it they would fall apart. */
const bound = /^(?:TD|TH|TR|TBODY|THEAD|TFOOT|CAPTION|COL|COLGROUP|LI|DT|DD)$/;

/** What mail programs draw between an answer and the history below it. */
const divider = 'hr, [style*="border-top"]';

/**
 * What follows the words that were written anew, as nodes beside each other; without the signature above a line that is
 * drawn. Empty where the mail does not begin with those words, where they end in the middle of a text, or where little
 * follows.
 */
export function findRest(body: Element, replyText: string): readonly ChildNode[] {
  const own = lettersOf(replyText);
  const last = own === '' ? null : endOf(body, own);
  if (!last) return [];
  let rest: readonly ChildNode[] = [];
  for (let at: Node = last; at !== body && at.parentNode; at = at.parentNode) {
    const after = followers(at);
    if (after.every((node) => lettersOf(node.textContent) === '')) continue;
    // History at two levels cannot be folded as one.
    if (rest.length > 0) return [];
    rest = after;
  }
  const drawn = rest.findIndex(
    (node) => node instanceof Element && (node.matches(divider) || node.querySelector(divider) !== null),
  );
  const history = rest.slice(Math.max(0, drawn));
  const letters = history.map((node) => lettersOf(node.textContent)).join('');
  return letters.length < shortestHistory || history.some(({ nodeName }) => bound.test(nodeName))
    ? []
    : history;
}

/** The text in which the own words end, if they end with it. */
function endOf(body: Element, own: string): Node | null {
  const texts = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const letters = lettersOf(text.textContent ?? '');
    if (!own.startsWith(letters, seen)) return null;
    seen += letters.length;
    if (seen === own.length) return text;
  }
  return null;
}

function followers(node: Node): ChildNode[] {
  const found: ChildNode[] = [];
  for (let next = node.nextSibling; next; next = next.nextSibling) found.push(next);
  return found;
}

function lettersOf(text: string | null): string {
  return (text ?? '').replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
