/** Tables of a grammar that begin with a line that says how many rows follow. */
const countedTables = new Set([
  'REP',
  'MAP',
  'BREAK',
  'ICONV',
  'OCONV',
  'PHONE',
  'COMPOUNDRULE',
  'CHECKCOMPOUNDPATTERN',
  'AF',
  'AM',
]);
/** In these a row may itself be a bare number: only the first such line is a header. */
const numericRows = new Set(['COMPOUNDRULE', 'AF', 'AM']);

interface Table {
  /** Header without the number of rows. */
  head: string;
  declared: number;
  headers: number;
  /** Line numbers: where the table begins and of each of its rows. */
  start: number;
  readonly rows: number[];
}

/**
 * A grammar whose tables are whole. Hunspell stops reading a grammar, in silence, at a table with a wrong number of rows,
 * a repeated header or other lines in between; such tables are gathered at their first line with the right number. Tables
 * in order are left as they are, byte by byte.
 */
export function repairTables(grammar: string): { grammar: string; repaired: number } {
  const lines = grammar.split('\n');
  const tables = new Map<string, Table>();
  lines.forEach((line, number) => note(tables, line, number));

  const broken = [...tables.values()].filter((table) => !isWhole(table));
  if (broken.length === 0) return { grammar, repaired: 0 };
  const gathered = new Map(broken.map((table) => [table.start, table]));
  const moved = new Set(broken.flatMap((table) => table.rows));
  const repeated = headersOf(lines, broken, tables);
  const result = lines.flatMap((line, number) => {
    const table = gathered.get(number);
    if (table)
      return [`${table.head} ${table.rows.length}`, ...table.rows.map((row) => (lines[row] ?? '').trim())];
    return moved.has(number) || repeated.has(number) ? [] : [line];
  });
  return { grammar: result.join('\n'), repaired: broken.length };
}

function note(tables: Map<string, Table>, line: string, number: number): void {
  const parsed = parseLine(line, (key) => tables.has(key));
  if (!parsed) return;
  const table = tables.get(parsed.key) ?? {
    head: parsed.head,
    declared: 0,
    headers: 0,
    start: number,
    rows: [],
  };
  tables.set(parsed.key, table);
  if (parsed.count === null) {
    table.rows.push(number);
    return;
  }
  if (table.headers === 0) {
    table.head = parsed.head;
    table.declared = parsed.count;
  }
  table.headers += 1;
}

interface TableLine {
  readonly key: string;
  readonly head: string;
  /** Of a header; null for a row. */
  readonly count: number | null;
}

function parseLine(line: string, isBegun: (key: string) => boolean): TableLine | null {
  const [keyword, first, second, third, fourth] = line.trim().split(/\s+/);
  if (keyword === undefined || first === undefined) return null;
  if (keyword === 'PFX' || keyword === 'SFX') {
    if (second === undefined || third === undefined) return null;
    const key = `${keyword} ${first}`;
    const looksLikeHeader = /^[YN]$/.test(second) && /^\d+$/.test(third);
    const isHeader = looksLikeHeader && (fourth === undefined || fourth.startsWith('#') || !isBegun(key));
    return { key, head: `${key} ${isHeader ? second : 'Y'}`, count: isHeader ? Number(third) : null };
  }
  if (!countedTables.has(keyword)) return null;
  const isNumber = /^\d+$/.test(first) && (second === undefined || second.startsWith('#'));
  const isHeader = isNumber && !(numericRows.has(keyword) && isBegun(keyword));
  return { key: keyword, head: keyword, count: isHeader ? Number(first) : null };
}

function isWhole(table: Table): boolean {
  return (
    table.headers === 1 &&
    table.declared === table.rows.length &&
    table.rows.every((row, index) => row === table.start + 1 + index)
  );
}

/** Headers of broken tables other than the line the table is gathered at. */
function headersOf(
  lines: readonly string[],
  broken: readonly Table[],
  tables: ReadonlyMap<string, Table>,
): ReadonlySet<number> {
  const numbers = new Set<number>();
  const seen = new Set<string>();
  lines.forEach((line, number) => {
    const parsed = parseLine(line, (key) => seen.has(key));
    if (!parsed) return;
    seen.add(parsed.key);
    const table = tables.get(parsed.key);
    if (parsed.count !== null && table && broken.includes(table) && table.start !== number)
      numbers.add(number);
  });
  return numbers;
}
