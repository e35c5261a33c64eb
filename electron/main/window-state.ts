import { screen, type BrowserWindow, type Rectangle } from 'electron';
import path from 'node:path';
import { z } from 'zod';
import type { HostLog } from '../services/host-log.ts';
import { openJsonFile } from '../services/json-file.ts';

const windowState = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) }).nullable(),
  isMaximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

export interface WindowMemory {
  /** How the window last stood; where that is on no screen any more its place is forgotten. */
  readonly recall: () => Promise<WindowState>;
  /** Remembers from now on, and once more when it closes. */
  readonly follow: (window: BrowserWindow) => void;
}

const settling = 500;

export function createWindowMemory(profile: string, log: HostLog): WindowMemory {
  const initial: WindowState = { bounds: null, isMaximized: false };
  const file = openJsonFile(path.join(profile, 'window.json'), windowState, initial, log);

  function remember(window: BrowserWindow): void {
    if (window.isDestroyed()) return;
    const state = { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() };
    file
      .change(() => state)
      .catch((cause: unknown) => {
        log.error('the place of the window could not be kept', cause);
      });
  }

  return {
    async recall() {
      const state = await file.read();
      const areas = screen.getAllDisplays().map((display) => display.workArea);
      return state.bounds && isVisibleOn(state.bounds, areas) ? state : { ...state, bounds: null };
    },
    follow(window) {
      let timer: NodeJS.Timeout | null = null;
      const rememberSoon = () => {
        if (timer) clearTimeout(timer);
        timer = setTimeout(() => {
          remember(window);
        }, settling);
      };
      window.on('resize', rememberSoon);
      window.on('move', rememberSoon);
      window.on('close', () => {
        if (timer) clearTimeout(timer);
        remember(window);
      });
    },
  };
}

/** True when enough of the title bar is on a screen to take hold of it. */
function isVisibleOn(bounds: Rectangle, areas: readonly Rectangle[]): boolean {
  const grip = 80;
  return areas.some(
    (area) =>
      bounds.x + bounds.width >= area.x + grip &&
      bounds.x <= area.x + area.width - grip &&
      bounds.y >= area.y &&
      bounds.y <= area.y + area.height - grip,
  );
}
