// The parser's handlers are properties; it has no addEventListener.
/* oxlint-disable unicorn/prefer-add-event-listener */
import sax from 'sax';

/** A spelling dictionary as `dictionaries.xcu` of an extension describes it. */
export interface XcuEntry {
  readonly locales: readonly string[];
  /** Paths in the archive. */
  readonly locations: readonly string[];
}

/**
 * The entries of format `DICT_SPELL` in a `dictionaries.xcu`; `%origin%` stands for the file's own folder. What is not
 * well-formed ends the list early.
 */
export function spellingEntries(source: string, folder: string): readonly XcuEntry[] {
  const entries: Map<string, string>[] = [];
  const nodes: Map<string, string>[] = [];
  let property: string | null = null;
  const parser = sax.parser(true, {});
  parser.onerror = () => {
    throw new Error('not well-formed');
  };
  parser.onopentag = ({ name, attributes }) => {
    const local = attributes['oor:name'];
    if (name === 'node') nodes.push(new Map());
    if (name === 'prop') property = typeof local === 'string' ? local : null;
    // Lists are written as `<it>` elements or with blanks.
    if (name === 'it') append(nodes.at(-1), property, ' ');
  };
  parser.ontext = (text) => append(nodes.at(-1), property, text);
  parser.onclosetag = (name) => {
    if (name === 'prop') property = null;
    const node = name === 'node' ? nodes.pop() : undefined;
    if (node?.has('Locations')) entries.push(node);
  };
  try {
    parser.write(source).close();
  } catch {
    // What was read so far counts.
  }
  return entries
    .filter((entry) => entry.get('Format')?.trim() === 'DICT_SPELL')
    .map((entry) => ({
      locales: splitList(entry.get('Locales')),
      locations: splitList(entry.get('Locations')).map((path) =>
        resolvePath(path.replace('%origin%/', folder)),
      ),
    }));
}

function append(node: Map<string, string> | undefined, property: string | null, text: string): void {
  if (node && property !== null) node.set(property, (node.get(property) ?? '') + text);
}

function splitList(value: string | undefined): readonly string[] {
  return (value ?? '').split(/\s+/).filter((part) => part !== '');
}

/** `a/./b` and `a/../b` as archives name them. */
function resolvePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
