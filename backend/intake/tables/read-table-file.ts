import { decodeTemplate } from '../../texts/template.ts';
import { type CsvRow, parseCsv } from '../../texts/csv.ts';

/** What a CSV file holds, or what is wrong with it; the message begins with the line. */
export type TableFile<Row> =
  { readonly ok: true; readonly rows: readonly Row[] } | { readonly ok: false; readonly message: string };

/** The values of one column of a CSV file: the named one, else the first. A header row is known by that name. */
export function readValueColumn(bytes: Uint8Array, column: string | undefined): TableFile<string> {
  const parsed = readRows(bytes);
  if (!parsed.ok) return parsed;
  const [head, ...rest] = parsed.rows;
  if (!head) return { ok: true, rows: [] };
  if (column === undefined) return { ok: true, rows: valuesAt(parsed.rows, 0) };
  const at = indexOfColumn(head, column);
  if (at === -1) {
    return {
      ok: false,
      message: `line ${head.line}: there is no column “${column}”; it has ${listed(head)}`,
    };
  }
  return { ok: true, rows: valuesAt(rest, at) };
}

function valuesAt(rows: readonly CsvRow[], at: number): readonly string[] {
  return rows.map(({ cells }) => (cells[at] ?? '').trim()).filter((value) => value !== '');
}

/** A row of a blocked list (B3). */
export interface BlockedRow {
  readonly email: string;
  readonly queueNames: string;
  readonly notes: string;
  readonly line: number;
}

/** A blocked list from CSV: columns Email, QueueNames and Notes, in any order, the last two as one likes (B3). */
export function readBlockedRows(bytes: Uint8Array): TableFile<BlockedRow> {
  const parsed = readRows(bytes);
  if (!parsed.ok) return parsed;
  const [head, ...rest] = parsed.rows;
  if (!head) return { ok: true, rows: [] };
  const at = (name: string) => indexOfColumn(head, name);
  const [email, queueNames, notes] = [at('Email'), at('QueueNames'), at('Notes')];
  if (email === -1) {
    return {
      ok: false,
      message: `line ${head.line}: the first row has to name the columns Email, QueueNames and Notes; it has ${listed(head)}`,
    };
  }
  const rows: BlockedRow[] = [];
  for (const { line, cells } of rest) {
    const address = (cells[email] ?? '').trim();
    if (address === '') return { ok: false, message: `line ${line}: Email is empty` };
    if (cells.length > head.cells.length) {
      return { ok: false, message: `line ${line}: has more cells than there are columns` };
    }
    rows.push({
      line,
      email: address,
      queueNames: queueNames === -1 ? '' : (cells[queueNames] ?? ''),
      notes: notes === -1 ? '' : (cells[notes] ?? ''),
    });
  }
  return { ok: true, rows };
}

function readRows(bytes: Uint8Array): TableFile<CsvRow> {
  const parsed = parseCsv(decodeTemplate(bytes, 'text'));
  return parsed.ok ? parsed : { ok: false, message: `line ${parsed.line}: ${parsed.message}` };
}

function indexOfColumn(head: CsvRow, name: string): number {
  return head.cells.findIndex((cell) => cell.trim().toLowerCase() === name.toLowerCase());
}

function listed(head: CsvRow): string {
  return head.cells.map((cell) => `“${cell.slice(0, 40)}”`).join(', ');
}
