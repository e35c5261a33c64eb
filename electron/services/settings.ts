import path from 'node:path';
import { settings, type Settings } from '../../contract/desktop.ts';
import type { HostLog } from './host-log.ts';
import { createMemoryFile, openJsonFile, type JsonFile } from './json-file.ts';

export const initialSettings: Settings = {
  theme: 'system',
  language: 'system',
  density: 'comfortable',
  spelling: true,
};

/** The settings of this machine, or of this run where `profile` is null. */
export function openSettings(profile: string | null, log: HostLog): JsonFile<Settings> {
  if (profile === null) return createMemoryFile(initialSettings);
  return openJsonFile(path.join(profile, 'settings.json'), settings, initialSettings, log);
}

/** Absent fields keep their value. */
export function applySettings(
  current: Settings,
  change: { readonly [K in keyof Settings]?: Settings[K] | undefined },
): Settings {
  return {
    theme: change.theme ?? current.theme,
    language: change.language ?? current.language,
    density: change.density ?? current.density,
    spelling: change.spelling ?? current.spelling,
  };
}
