import { useEffect, useState } from 'react';
import type { MailWarning } from '../../../contract/domain/mail-warning.ts';
import type { Desktop } from '../../platform/desktop.ts';

/** What somebody should look at, now and as it comes and goes. */
export function useMailWarnings(desktop: Desktop): readonly MailWarning[] {
  const [warnings, setWarnings] = useState<readonly MailWarning[]>([]);
  useEffect(() => {
    // What is told later is newer: an event may overtake the answer.
    let told = 0;
    const load = async (): Promise<void> => {
      const turn = ++told;
      try {
        const { warnings: read } = await desktop.call('mailWarnings.list', {});
        if (turn === told) setWarnings(read);
      } catch {
        // Offline is said elsewhere; what was known stays.
      }
    };
    void load();
    const stop = desktop.onEvent((event) => {
      if (event.type !== 'realtime') return;
      if (event.event.type === 'mail-warnings.changed') {
        told++;
        setWarnings(event.event.warnings);
      }
      if (event.event.type === 'reset') void load();
    });
    return () => {
      told++;
      stop();
    };
  }, [desktop]);
  return warnings;
}
