/**
 * Makes real lists of what Word puts on the clipboard: paragraphs whose style says `mso-list:l0 level2 lfo1`, with
 * the bullet or number as text in a span marked `mso-list:Ignore`. Works on a parsed, inert document.
 */
export function restoreWordLists(root: ParentNode): void {
  for (const first of root.querySelectorAll<HTMLElement>('[style*="mso-list"]')) {
    // Items already moved into a list are no longer in the document.
    if (!first.isConnected || !isItem(first)) continue;
    const items: HTMLElement[] = [];
    const list = listOf(first);
    for (
      let next: Element | null = first;
      isItem(next) && listOf(next) === list;
      next = next.nextElementSibling
    ) {
      items.push(next);
    }
    first.before(buildList(items));
    for (const item of items) item.remove();
  }
}

function isItem(element: Element | null): element is HTMLElement {
  return element !== null && levelOf(element) !== null;
}

function levelOf(element: Element): number | null {
  const level = /mso-list:\s*l\d+\s+level(\d+)/iu.exec(element.getAttribute('style') ?? '')?.[1];
  return level === undefined ? null : Number(level);
}

/** Word's name for the list: two lists may follow each other without a gap. */
function listOf(element: Element): string | undefined {
  return /mso-list:\s*(l\d+)\s+level\d+\s*(lfo\d+)?/iu
    .exec(element.getAttribute('style') ?? '')
    ?.slice(1)
    .join(' ');
}

function buildList(items: readonly HTMLElement[]): HTMLElement {
  const [first] = items;
  if (first === undefined) throw new Error('a list needs an item');
  const root = createList(first);
  // The open list of each level, outermost first.
  const open = [{ level: levelOf(first) ?? 1, list: root }];
  for (const item of items) {
    const level = levelOf(item) ?? 1;
    while (open.length > 1 && (open.at(-1)?.level ?? 0) > level) open.pop();
    const current = open.at(-1);
    if (current === undefined) break;
    let { list } = current;
    if (level > current.level && list.lastElementChild !== null) {
      const inner = createList(item);
      list.lastElementChild.append(inner);
      open.push({ level, list: inner });
      list = inner;
    }
    list.append(createItem(item));
  }
  return root;
}

function markerOf(item: HTMLElement): Element | undefined {
  return [...item.querySelectorAll('span')].find((span) =>
    /mso-list:\s*ignore/iu.test(span.getAttribute('style') ?? ''),
  );
}

function createList(item: HTMLElement): HTMLElement {
  const isNumbered = /^\s*(?:\d+|[a-z]{1,4})[.)]/iu.test(markerOf(item)?.textContent ?? '');
  return item.ownerDocument.createElement(isNumbered ? 'ol' : 'ul');
}

function createItem(item: HTMLElement): HTMLElement {
  markerOf(item)?.remove();
  const entry = item.ownerDocument.createElement('li');
  const paragraph = item.ownerDocument.createElement('p');
  paragraph.append(...item.childNodes);
  entry.append(paragraph);
  return entry;
}
