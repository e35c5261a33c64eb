import { type CsvRow, parseCsv } from '../csv.ts';
import type { Finding } from '../finding.ts';
import { suggestName } from '../nearest-name.ts';
import { decodeTemplate } from '../template.ts';
import { largestSource } from '../xml-tree.ts';
import {
  makeId,
  type Imported,
  type ImportedBody,
  type ImportedFolder,
  type ImportedResponse,
} from './imported-responses.ts';

const columns = [
  'id', 'category', 'name', 'culture', 'subject', 'text', 'html', 'shortcut', 'keywords', 'channels', 'status',
  'notBefore', 'notAfter',
] as const; // prettier-ignore
type Column = (typeof columns)[number];
const attributes = ['shortcut', 'keywords', 'channels', 'status', 'notBefore', 'notAfter'] as const;

/**
 * A table with a row for each text. The first row names the columns: `name` and `text` or `html` are needed, `category`
 * is a path with slashes. Rows of one id, or else of one category and name, are the versions of one response.
 */
export function readResponseTable(source: Uint8Array, name: string): Imported {
  const tree = new TableTree(name);
  if (source.byteLength > largestSource) {
    tree.add(1, 'error', `is larger than ${largestSource / 1024 / 1024} MB; split it into several files`);
    return tree.imported();
  }
  const parsed = parseCsv(decodeTemplate(source, 'text'));
  if (!parsed.ok) {
    tree.add(parsed.line, 'error', parsed.message);
    return tree.imported();
  }
  const [head, ...rows] = parsed.rows;
  if (!head) tree.add(1, 'error', `is empty; its first row names the columns: ${columns.join(', ')}`);
  else tree.read(head, rows);
  return tree.imported();
}

type MutableResponse = Omit<ImportedResponse, 'bodies'> & { readonly bodies: ImportedBody[] };

interface MutableFolder extends ImportedFolder {
  readonly folders: MutableFolder[];
  readonly responses: MutableResponse[];
}

class TableTree {
  readonly #file: string;
  readonly #findings: Finding[] = [];
  readonly #root: MutableFolder = { name: '', folders: [], responses: [] };
  readonly #taken = new Set<string>();
  readonly #byKey = new Map<string, MutableResponse>();

  constructor(file: string) {
    this.#file = file;
  }

  imported(): Imported {
    return { root: this.#root, findings: this.#findings };
  }

  add(line: number, severity: Finding['severity'], message: string): void {
    this.#findings.push({ file: this.#file, line, column: 1, severity, message });
  }

  read(head: CsvRow, rows: readonly CsvRow[]): void {
    const places = this.#columnsOf(head);
    if (!places.has('name') || !(places.has('text') || places.has('html'))) {
      this.add(head.line, 'error', 'the first row has to name the columns name and text or html');
      return;
    }
    for (const row of rows) {
      if (row.cells.length > head.cells.length) {
        this.add(
          row.line,
          'error',
          'has more cells than there are columns; put texts with separators in quotes',
        );
        continue;
      }
      this.#readRow(row.line, (column) => {
        const at = places.get(column);
        return at === undefined ? '' : (row.cells[at] ?? '');
      });
    }
  }

  #columnsOf(head: CsvRow): ReadonlyMap<Column, number> {
    const places = new Map<Column, number>();
    for (const [index, cell] of head.cells.entries()) {
      const written = cell.trim();
      const column = columns.find((each) => each.toLowerCase() === written.toLowerCase());
      if (column !== undefined && places.has(column)) {
        this.add(head.line, 'error', `the column ${column} is there twice`);
      } else if (column !== undefined) places.set(column, index);
      else {
        const message = `the column “${written.slice(0, 40)}” is not known and left out${suggestName(written, columns)}`;
        this.add(head.line, 'warning', message);
      }
    }
    return places;
  }

  #readRow(line: number, cell: (column: Column) => string): void {
    const culture = cell('culture').trim();
    const bodies = (['html', 'text'] as const)
      .map((format): ImportedBody => ({ culture, format, source: cell(format) }))
      .filter(({ source }) => source.trim() !== '');
    const name = cell('name').trim();
    if (bodies.length === 0) this.add(line, 'error', 'has neither text nor html');
    if (name === '') this.add(line, 'error', 'has no name');
    if (bodies.length === 0 || name === '') return;
    const path = cell('category')
      .split('/')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    const given = cell('id').trim();
    const key = given === '' ? JSON.stringify([...path, name]) : `id ${given}`;
    const known = this.#byKey.get(key);
    if (known) {
      known.bodies.push(...bodies);
      return;
    }
    const response: MutableResponse = {
      place: { file: this.#file, line, column: 1 },
      id: given === '' ? makeId([...path, name], this.#taken) : given,
      name,
      attributes: Object.fromEntries(attributes.map((attribute) => [attribute, cell(attribute).trim()])),
      subject: cell('subject').trim(),
      bodies,
    };
    this.#byKey.set(key, response);
    this.#folder(path).responses.push(response);
  }

  #folder(path: readonly string[]): MutableFolder {
    let folder = this.#root;
    for (const name of path) {
      let inner = folder.folders.find((each) => each.name === name);
      if (!inner) folder.folders.push((inner = { name, folders: [], responses: [] }));
      folder = inner;
    }
    return folder;
  }
}
