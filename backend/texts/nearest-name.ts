/** The known name that is probably meant: at most a third of its letters differ. Null if none is that near. */
export function nearestName(written: string, known: Iterable<string>): string | null {
  const wanted = normalise(written);
  let best: { name: string; distance: number } | null = null;
  for (const name of known) {
    const distance = editDistance(normalise(name), wanted);
    if (!best || distance < best.distance) best = { name, distance };
  }
  if (!best || best.distance > Math.max(1, Math.floor(best.name.length / 3))) return null;
  return best.name;
}

/** `; did you mean …?` or nothing, to end a message with. */
export function suggestName(written: string, known: Iterable<string>): string {
  const name = nearestName(written, known);
  return name === null ? '' : `; did you mean ${name}?`;
}

function normalise(name: string): string {
  return name.slice(0, 64).toLowerCase().replaceAll(/[_-]/g, '');
}

/** Letters put in, left out or changed, and neighbours that changed places. Both are at most 64 characters long. */
function editDistance(a: string, b: string): number {
  let above: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? (above[j - 2] ?? Infinity) + 1 : Infinity;
      next.push(Math.min(changed, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    above = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
