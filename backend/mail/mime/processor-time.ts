import { readFileSync } from 'node:fs';

/**
 * Milliseconds of processor time that a process has used so far, in its own code and the kernel's, to 10 ms (proc(5):
 * the clock of /proc/<pid>/stat ticks 100 times a second on every Linux).
 * @returns null where the system does not say, or the process has ended
 */
export function processorTime(pid: number): number | null {
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The name in the second field may hold blanks and brackets.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * 10 : null;
}
