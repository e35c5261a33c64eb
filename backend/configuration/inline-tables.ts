import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TenantConfiguration } from '../../contract/domain/configuration.ts';
import type { BlockedList, LookUpTable } from '../../contract/domain/intake-configuration.ts';
import { sayFileProblem } from '../file-problem.ts';
import { foldQueue, queuesOf } from '../intake/blocking/block-mail.ts';
import { readBlockedRows, readValueColumn, type TableFile } from '../intake/tables/read-table-file.ts';
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

/**
 * A blocked list with the entries that its file holds. An entry that can fit nothing, or names a queue that is no
 * service group of the tenant, is warned of: such lists are often shared with other systems.
 */
export async function inlineBlockedList(
  { file, entries, ...list }: BlockedList,
  tenant: Pick<TenantConfiguration, 'serviceGroups'>,
  folder: string,
  at: ConfigurationPath,
  findings: PathFinding[],
): Promise<BlockedList> {
  const rows =
    file === undefined
      ? (entries ?? []).map((entry, index) => ({ entry, path: [...at, 'entries', index], place: '' }))
      : (await readTable(file, folder, [...at, 'file'], findings, readBlockedRows)).map(
          ({ line, ...entry }) => ({ entry, path: [...at, 'file'], place: `${file}: line ${line}: ` }),
        );
  const queues = tenant.serviceGroups.flatMap(({ key, name }) => [foldQueue(key), foldQueue(name)]);
  for (const { entry, path: place, place: where } of rows) {
    const warn = (message: string) =>
      findings.push({ path: place, severity: 'warning', message: `${where}${message}` });
    if (!entry.email.includes('@') && !entry.email.includes('*')) {
      warn(`“${entry.email.slice(0, 80)}” is no address, so it blocks nobody`);
    }
    for (const name of queuesOf(entry)) {
      if (!queues.includes(name)) warn(`there is no service group “${name.slice(0, 80)}”`);
    }
  }
  return { ...list, entries: rows.map(({ entry }) => entry) };
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
    report(`cannot be read: ${sayFileProblem(error)}`);
  }
  return [];
}
