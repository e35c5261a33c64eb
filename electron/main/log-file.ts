import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { createLineLog, type HostLog } from '../services/host-log.ts';

const mostBytes = 5 * 1024 * 1024;

/** Logs to `Logs/host.log` of the profile; at 5 MB the file is put aside, once, when the app starts. */
export function openLogFile(profile: string): HostLog {
  const folder = path.join(profile, 'Logs');
  const file = path.join(folder, 'host.log');
  mkdirSync(folder, { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) renameSync(file, `${file}.old`);
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  // A log that cannot be written, on a full disk say, must not end the app.
  stream.on('error', () => undefined);
  return createLineLog((line) => stream.write(line));
}
