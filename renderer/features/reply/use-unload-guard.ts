import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { ReplyStore } from './reply-actions.ts';

/**
 * Has the browser ask before it leaves the page while words are in this window only: its host does not answer. The
 * desktop never needs it, since its host is in the same program and keeps them.
 */
export function useUnloadGuard(store: ReplyStore): void {
  const isOnlyHere = useStore(
    store,
    ({ saved }) => saved.state === 'failed' && saved.failure.code === 'unreachable',
  );
  useEffect(() => {
    if (!isOnlyHere) return undefined;
    const ask = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => {
      window.removeEventListener('beforeunload', ask);
    };
  }, [isOnlyHere]);
}
