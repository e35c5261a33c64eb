import type { EditorView } from '@tiptap/pm/view';
import type { Range } from '../editor/changed-blocks.ts';
import { tokensIn } from './document-tokens.ts';
import { marksKey, type MarksChange, type Misspelling } from './misspelling-marks.ts';
import type { SpellingSource } from './spelling-source.ts';
import { misspeltParts, spellingsOf } from './tokens.ts';

/** More than a screenful; what is left comes in the next turn, so that a long draft never holds up a keystroke. */
const tokensPerSweep = 1500;

export interface MarksSweeper {
  /** Looks at what is unsettled, soon and never within the present task. */
  readonly schedule: () => void;
  readonly stop: () => void;
}

/**
 * Settles the unsettled stretches of the document: what is known is marked, what is not is asked for. The word at the
 * cursor stays unsettled until the cursor leaves it: nobody wants a word underlined that they are still typing.
 */
export function createMarksSweeper(view: EditorView, source: SpellingSource): MarksSweeper {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let isStopped = false;
  // Asked for and still unknown: the dictionary could not say. Not asked again.
  let unanswerable = new Set<string>();

  function schedule(): void {
    if (isStopped) return;
    timer ??= setTimeout(() => {
      timer = null;
      sweep();
    }, 0);
  }

  const stopReset = source.onReset(() => {
    unanswerable = new Set();
    if (isStopped) return;
    view.dispatch(view.state.tr.setMeta(marksKey, { type: 'reset' } satisfies MarksChange));
    schedule();
  });

  function isBeingTyped({ from, to }: Range): boolean {
    const { selection } = view.state;
    // Before its first letter nothing of it is being typed.
    return view.hasFocus() && selection.empty && from < selection.head && selection.head <= to;
  }

  function sweep(): void {
    const language = source.language();
    const unsettled = marksKey.getState(view.state)?.unsettled ?? [];
    // A redraw in the middle of an input method's composition would break it; its end schedules again.
    if (isStopped || language === null || unsettled.length === 0 || view.composing) return;

    const tokens = tokensIn(view.state.doc, unsettled, language);
    const now = tokens.slice(0, tokensPerSweep);
    const wrong: Misspelling[] = [];
    const waiting: Range[] = [];
    const unknown = new Set<string>();
    const lookUp = (word: string) => source.lookUp(word) ?? (unanswerable.has(word) ? true : undefined);
    for (const token of now) {
      const parts = misspeltParts(token, lookUp);
      if (parts === undefined) {
        for (const spelling of spellingsOf(token)) if (lookUp(spelling) === undefined) unknown.add(spelling);
        waiting.push(token);
      } else if (parts.length > 0 && isBeingTyped(token)) {
        waiting.push(token);
      } else {
        wrong.push(...parts.map(({ from, to, text }) => ({ from, to, word: text })));
      }
    }
    const later = tokens.slice(tokensPerSweep);
    const change: MarksChange = {
      type: 'swept',
      wrong,
      unsettled: [...waiting, ...later].map(({ from, to }) => ({ from, to })),
    };
    view.dispatch(view.state.tr.setMeta(marksKey, change).setMeta('addToHistory', false));
    if (unknown.size > 0) void ask([...unknown]);
    if (later.length > 0) schedule();
  }

  async function ask(words: readonly string[]): Promise<void> {
    const asked = unanswerable;
    await source.check(words);
    for (const word of words) if (source.lookUp(word) === undefined) asked.add(word);
    schedule();
  }

  return {
    schedule,
    stop() {
      isStopped = true;
      stopReset();
      if (timer !== null) clearTimeout(timer);
    },
  };
}
