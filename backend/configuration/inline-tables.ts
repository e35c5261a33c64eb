import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LookUpTable } from '../../contract/domain/intake-configuration.ts';
import { readValueColumn, type TableFile } from '../intake/tables/read-table-file.ts';
import type { ConfigurationPath, PathFinding } from './finding.ts';

/** Beyond this a table belongs into a database of its own. */
const longestFile = 32 * 1024 * 1024;

/** A table with the values that its file holds. */
export async function inlineTable(
  { file, column, ...table }: LookUpTable,
  folder: string,
  at: ConfigurationPath,
  findings: PathFinding[],
): Promise<LookUpTable> {
  if (file === undefined) return table;
  const values = await readTable(file, folder, [...at, 'file'], findings, (bytes) =>
    readValueColumn(bytes, column),
  );
  return { ...table, values: [...values] };
}

async function readTable<Row>(
  file: string,
  folder: string,
  at: ConfigurationPath,
  findings: PathFinding[],
  read: (bytes: Uint8Array) => TableFile<Row>,
): Promise<readonly Row[]> {
  const report = (message: string) => findings.push({ path: at, severity: 'error', message });
  try {
    const bytes = await readFile(path.resolve(folder, file));
    if (bytes.length > longestFile) {
      report(`${file}: is longer than 32 MiB`);
      return [];
    }
    const table = read(bytes);
    if (table.ok) return table.rows;
    report(`${file}: ${table.message}`);
  } catch (error) {
    report(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  return [];
}
