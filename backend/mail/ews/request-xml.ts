/** XML that was built here: what came from elsewhere is escaped in it. */
export interface Xml {
  readonly source: string;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // As they are they would be read as spaces.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 (section 2.2) has no way to write, not even escaped. */
const unwritable =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/**
 * An element. Names are written here and never come from elsewhere; values and text may be anything.
 * @param content elements, or text
 * @throws RangeError for characters that XML cannot hold
 */
export function tag(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...content: readonly (Xml | string)[]
): Xml {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  const inside = content.map((part) => (typeof part === 'string' ? escape(part) : part.source));
  return { source: `<${name}${written.join('')}>${inside.join('')}</${name}>` };
}

/** Bytes as the text of an element; there is nothing to escape in base64. */
export function base64(bytes: Buffer): Xml {
  return { source: bytes.toString('base64') };
}

function escape(text: string): string {
  if (unwritable.test(text))
    throw new RangeError(`${JSON.stringify(text.slice(0, 80))} cannot be written in XML`);
  return text.replaceAll(/[&<>"'\t\n\r]/g, (character) => escapes[character] ?? character);
}
