import type { Extensions } from '@tiptap/core';
import { useEffect, useState } from 'react';
import type { Desktop } from '../platform/desktop.ts';
import { Spelling } from './spelling-extension.ts';
import { createSpellingSession, type SpellingSession } from './spelling-session.ts';
import { createSuggestionTarget, type SuggestionTarget } from './suggestion-target.ts';

export interface SpellingTools {
  readonly session: SpellingSession;
  readonly target: SuggestionTarget;
  /** For the editor, once. */
  readonly extensions: Extensions;
}

/** Spelling for the life of a component. */
export function useSpelling(desktop: Desktop, culture: string): SpellingTools {
  const [tools] = useState<SpellingTools>(() => {
    const session = createSpellingSession({ desktop, culture });
    const target = createSuggestionTarget();
    const extension = Spelling.configure({
      source: session.source,
      onSuggest: (misspelling) => {
        target.setState({ target: misspelling });
      },
    });
    return { session, target, extensions: [extension] };
  });
  const { session } = tools;

  useEffect(() => {
    void session.start();
    return () => {
      session.stop();
    };
  }, [session]);

  useEffect(() => {
    session.setCulture(culture);
  }, [session, culture]);

  return tools;
}
