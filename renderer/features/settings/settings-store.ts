import { createStore, type StoreApi } from 'zustand';
import type { DictionaryState, HostEvent, Settings } from '../../../contract/desktop.ts';
import type { ErrorCode } from '../../../contract/error.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { failureCode } from '../../strings/failures.ts';
import { createStoreContext } from '../../ui/store-context.ts';

export const initialSettings: Settings = {
  theme: 'system',
  language: 'system',
  density: 'comfortable',
  spelling: true,
};

export interface SettingsState {
  readonly settings: Settings;
  readonly dictionaries: readonly DictionaryState[];
  readonly failure: ErrorCode | null;
  readonly reset: (settings: Settings) => void;
  /** Takes effect at once; goes back to what was when it cannot be saved. */
  readonly save: (change: Partial<Settings>) => Promise<void>;
  readonly readDictionaries: () => Promise<void>;
  readonly refreshDictionaries: () => Promise<void>;
  readonly apply: (event: HostEvent) => void;
}

/** How the screens look and speak on this machine, and which dictionaries are here. */
export function createSettingsStore(desktop: Desktop): StoreApi<SettingsState> {
  let saving = 0;
  return createStore((set, get) => ({
    settings: initialSettings,
    dictionaries: [],
    failure: null,
    reset(settings) {
      set({ settings });
    },
    async save(change) {
      const before = get().settings;
      set({ settings: { ...before, ...change }, failure: null });
      saving += 1;
      try {
        set({ settings: await desktop.call('settings.save', change) });
      } catch (error) {
        set({ settings: before, failure: failureCode(error) });
      } finally {
        saving -= 1;
      }
    },
    async readDictionaries() {
      try {
        set({ dictionaries: (await desktop.call('dictionaries.states', {})).dictionaries });
      } catch (error) {
        set({ failure: failureCode(error) });
      }
    },
    async refreshDictionaries() {
      try {
        await desktop.call('dictionaries.refresh', {});
      } catch (error) {
        set({ failure: failureCode(error) });
      }
    },
    apply(event) {
      if (event.type === 'dictionaries') set({ dictionaries: event.dictionaries });
      // While a change of this window is on its way, its answer is what counts.
      else if (event.type === 'settings' && saving === 0) set({ settings: event.settings });
    },
  }));
}

export const {
  Provider: SettingsProvider,
  useSelected: useSettings,
  useApi: useSettingsStore,
} = createStoreContext<SettingsState>('settings');
