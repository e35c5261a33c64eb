import type { PlacedResponse } from './placed-response.ts';
import type { XmlElement } from './xml-tree.ts';

const deepest = 20;
const largest = 2_000_000;

/**
 * Reports includes of what is not there, in circles, nested deeper than 20, or that add up to more than two million
 * characters (a few lines can otherwise double themselves without end).
 */
export function checkIncludes(
  placed: ReadonlyMap<string, PlacedResponse>,
  report: (element: XmlElement, message: string) => void,
): void {
  const sizes = new Map<string, number>();
  const reported = new Set<XmlElement>();
  const once = (element: XmlElement, message: string): void => {
    if (!reported.has(element)) report(element, message);
    reported.add(element);
  };

  const sizeOf = (id: string, path: readonly string[]): number => {
    const done = sizes.get(id);
    if (done !== undefined) return done;
    const entry = placed.get(id);
    if (!entry) return 0;
    let size = Math.max(0, ...entry.response.bodies.map((body) => body.source.length));
    for (const include of entry.element.children.filter((child) => child.name === 'include')) {
      const ref = include.attributes.get('ref')?.trim() ?? '';
      const round = path.indexOf(ref);
      if (ref !== '' && !placed.has(ref)) once(include, `include of "${ref}", which is not in this file`);
      else if (round !== -1) once(include, `include in a circle: ${[...path.slice(round), ref].join(' → ')}`);
      else if (path.length > deepest) once(include, `includes nest deeper than ${deepest}`);
      else size += sizeOf(ref, [...path, ref]);
    }
    if (size > largest) once(entry.element, `with its includes it is longer than ${largest} characters`);
    sizes.set(id, Math.min(size, largest + 1));
    return size;
  };

  for (const id of placed.keys()) sizeOf(id, [id]);
}
