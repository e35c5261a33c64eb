import { settings, type Settings } from '../../contract/desktop.ts';

const key = 'postroom.settings';

/** The settings this browser kept; null for none. A private window may refuse storage, which is no error. */
export function readBrowserSettings(): Settings | null {
  try {
    return settings.parse(JSON.parse(localStorage.getItem(key) ?? 'null'));
  } catch {
    return null;
  }
}

export function keepBrowserSettings(value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(settings.parse(value)));
  } catch {
    // Kept for this visit only.
  }
}
