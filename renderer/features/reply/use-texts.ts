import { useEffect, useState } from 'react';
import type { Draft } from '../../../contract/domain/draft.ts';
import type { Desktop } from '../../platform/desktop.ts';
import { createTextsStore, type TextsStore } from './texts-store.ts';

/** Responses and templates for a draft, read again when the response file changes. */
export function useTexts(desktop: Desktop, draft: Draft, culture: string): TextsStore {
  const [texts] = useState(() => createTextsStore(desktop, draft.groupId, draft.id));
  useEffect(() => {
    void texts.load(culture);
  }, [texts, culture]);
  useEffect(() => {
    return desktop.onEvent((event) => {
      if (event.type === 'realtime' && event.event.type === 'responses.changed') void texts.load();
    });
  }, [desktop, texts]);
  return texts;
}
