/** A row of a CSV file and the line that it begins in, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export type ParsedCsv =
  | { readonly ok: true; readonly rows: readonly CsvRow[] }
  | { readonly ok: false; readonly line: number; readonly message: string };

/**
 * Reads CSV (RFC 4180): quoted cells may hold separators, quotes and line ends. The separator is the comma, the
 * semicolon or the tab, whichever the first row has most of, as spreadsheets of different countries write them. Rows
 * without any text are left out.
 */
export function parseCsv(text: string): ParsedCsv {
  const source = text.replace(/^\ufeff/, '');
  const separator = separatorOf(source);
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let line = 1;
  let startedIn = 1;
  let quotedFrom: number | null = null;
  let closed = false;

  const endCell = () => {
    cells.push(closed ? cell : cell.trim());
    cell = '';
    closed = false;
  };
  const endRow = () => {
    endCell();
    if (cells.some((value) => value.trim() !== '')) rows.push({ line: startedIn, cells });
    cells = [];
  };

  for (let at = 0; at < source.length; at++) {
    const sign = source[at] ?? '';
    const endsLine = sign === '\n' || (sign === '\r' && source[at + 1] !== '\n');
    if (endsLine) line++;
    if (quotedFrom !== null) {
      if (sign !== '"') cell += sign;
      else if (source[at + 1] === '"') {
        cell += '"';
        at++;
      } else {
        quotedFrom = null;
        closed = true;
      }
    } else if (sign === '"' && cell.trim() === '' && !closed) {
      cell = '';
      quotedFrom = line;
    } else if (sign === separator) endCell();
    else if (endsLine) {
      endRow();
      startedIn = line;
    } else if (closed) {
      if (sign.trim() !== '')
        return { ok: false, line, message: `“${sign}” follows a closing quote; double quotes within a cell` };
    } else cell += sign;
  }
  if (quotedFrom !== null) return { ok: false, line: quotedFrom, message: 'the quote is never closed' };
  endRow();
  return { ok: true, rows };
}

function separatorOf(source: string): string {
  const [first = ''] = source.split(/[\r\n]/, 1);
  const counts = [',', ';', '\t'].map((sign) => ({ sign, count: first.split(sign).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).sign;
}
