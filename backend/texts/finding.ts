/** Something wrong in a file, where, and what to do about it. Lines and columns count from 1, columns in UTF-16 units. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** With an error the file cannot be used. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/** `file:line:column severity message`, on one line and safe for a terminal whatever the file holds. */
export function formatFinding(finding: Finding): string {
  const { file, line, column, severity, message } = finding;
  return `${file}:${line}:${column} ${severity} ${message}`.replace(unprintable, '\ufffd');
}

/** Findings of one file in the order of its lines. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** Turns offsets in a source, in UTF-16 units, into lines and columns. Ends of line: LF, CR LF, CR. */
export function positionsIn(source: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (const match of source.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
