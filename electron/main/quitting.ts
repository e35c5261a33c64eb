import { app } from 'electron';
import type { HostLog } from '../services/host-log.ts';
import type { Services } from '../services/services.ts';

const patience = 3000;

/**
 * Quitting in phases. `before-quit` fires first, before any window closes, and is held back once:
 *
 *   running ──before-quit──► saving drafts ──saved, or three seconds──► stopped ──quit again──► windows close
 *
 * What could not be saved by then is in the journal on the disk, and the next start takes it up.
 */
export function quitInPhases(services: Pick<Services, 'settle' | 'stop'>, log: HostLog): void {
  let phase: 'running' | 'saving' | 'stopped' = 'running';

  async function save(): Promise<void> {
    phase = 'saving';
    try {
      await services.settle(patience);
    } catch (cause) {
      log.error('drafts could not be saved before quitting; the journal has them', cause);
    }
    services.stop();
    phase = 'stopped';
    app.quit();
  }

  app.on('before-quit', (event) => {
    if (phase === 'stopped') return;
    event.preventDefault();
    if (phase === 'running') void save();
  });
}
