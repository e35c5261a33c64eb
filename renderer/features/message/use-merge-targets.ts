import { useEffect, useState } from 'react';
import type { InteractionId } from '../../../contract/domain/ids.ts';
import type { InteractionSummary } from '../../../contract/domain/interaction.ts';
import { useDesktop } from '../../platform/desktop-context.ts';

/** Milliseconds after the last key before a search begins. */
const pause = 200;

interface MergeTargets {
  /** Null until the first answer; those of the words before stay until the next. */
  readonly targets: readonly InteractionSummary[] | null;
  readonly failure: unknown;
}

/** The interactions that hold the words and into which mails of this one can go. */
export function useMergeTargets(interaction: InteractionId, text: string): MergeTargets {
  const desktop = useDesktop();
  const [found, setFound] = useState<MergeTargets>({ targets: null, failure: null });
  useEffect(() => {
    let isGone = false;
    const ask = async () => {
      try {
        const { interactions } = await desktop.call('threads.targets', { id: interaction, text });
        if (!isGone) setFound({ targets: interactions, failure: null });
      } catch (failure) {
        if (!isGone) setFound({ targets: null, failure });
      }
    };
    const timer = setTimeout(() => void ask(), text === '' ? 0 : pause);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [desktop, interaction, text]);
  return found;
}
