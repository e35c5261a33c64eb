import { readdir, readFile } from 'node:fs/promises';

/** What a process and its descendants take, as Linux tells it. */
export interface ProcessLoad {
  /** The resident memory of the process alone, in MB. */
  readonly own: number;
  /** Of its descendants that run Node, in MB. */
  readonly workers: number;
  /** Of all others, the database above all, each shared page counted once among those that share it, in MB. */
  readonly database: number;
  /** Seconds of processor time so far, of the process and its Node descendants. */
  readonly cpu: number;
  /** The same of the others. */
  readonly databaseCpu: number;
}

const ticksPerSecond = 100;

export async function readLoad(pid: number): Promise<ProcessLoad> {
  const processes = await readProcesses();
  const family = new Set([pid]);
  // Parents have smaller ids or come earlier, but not always: until nobody is added.
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { id, parent } of processes) if (family.has(parent)) family.add(id);
  }
  const load = { own: 0, workers: 0, database: 0, cpu: 0, databaseCpu: 0 };
  for (const one of processes) {
    if (!family.has(one.id)) continue;
    const isNode = /^(node|MainThread)/.test(one.name);
    if (isNode) load.cpu += one.seconds;
    else load.databaseCpu += one.seconds;
    if (one.id === pid) load.own += await readMemory(one.id, 'Rss');
    else if (isNode) load.workers += await readMemory(one.id, 'Rss');
    else load.database += await readMemory(one.id, 'Pss');
  }
  return load;
}

async function readProcesses() {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => null);
      // The name stands in brackets and may hold anything.
      const parts = stat === null ? null : /^\d+ \((.*)\) (.*)$/s.exec(stat);
      if (!parts) return [];
      const fields = (parts[2] ?? '').split(' ').map(Number);
      const [, parent = 0] = fields;
      const seconds = ((fields[11] ?? 0) + (fields[12] ?? 0)) / ticksPerSecond;
      return [{ id: Number(id), parent, name: parts[1] ?? '', seconds }];
    }),
  );
  return found.flat();
}

async function readMemory(id: number, kind: 'Rss' | 'Pss'): Promise<number> {
  const text = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${kind}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) / 1024;
}
