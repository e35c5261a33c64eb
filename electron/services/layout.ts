import path from 'node:path';
import { layout, type Layout } from '../../contract/desktop.ts';
import type { HostLog } from './host-log.ts';
import { openJsonFile, type JsonFile } from './json-file.ts';

/** How one agent has set up the window on this machine. */
export function openLayout(folder: string, log: HostLog): JsonFile<Layout> {
  return openJsonFile(path.join(folder, 'layout.json'), layout, { listWidth: null, replyHeight: null }, log);
}
