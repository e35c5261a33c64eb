import type { Settings } from '../../../contract/desktop.ts';

const rootPixels = 16;

/** Height of a list row in pixels; the same as `--row` of the tokens. */
export function rowHeight(density: Settings['density']): number {
  return (density === 'compact' ? 3.625 : 4.75) * rootPixels;
}
