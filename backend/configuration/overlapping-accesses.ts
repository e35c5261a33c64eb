/**
 * Whether some address fits both patterns, in which `*` stands for any text (M13). Upper and lower case count the
 * same. Takes time in proportion to the product of the lengths.
 */
export function patternsOverlap(a: string, b: string): boolean {
  const left = simplify(a);
  const right = simplify(b);
  if (!left.includes('*') && !right.includes('*')) return left === right;
  // above[j], row[j]: one text can have used up this much of left and j signs of right. A star of either side may
  // end, or take one more sign of the other side.
  let above: boolean[] = [];
  for (let i = 0; i <= left.length; i++) {
    const row: boolean[] = [];
    for (let j = 0; j <= right.length; j++) {
      const down = above[j] === true && (left[i - 1] === '*' || right[j] === '*');
      const along = row[j - 1] === true && (right[j - 1] === '*' || left[i] === '*');
      const both = above[j - 1] === true && left[i - 1] === right[j - 1];
      row.push((i === 0 && j === 0) || down || along || both);
    }
    if (!row.includes(true)) return false;
    above = row;
  }
  return above[right.length] === true;
}

function simplify(pattern: string): string {
  return pattern.toLowerCase().replaceAll(/\*+/g, '*');
}
