import type { Node as DocumentNode } from '@tiptap/pm/model';
import { PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';
import { changedRanges, type Range } from '../editor/changed-blocks.ts';
import { mergeRanges, widenToWords } from './document-tokens.ts';

/** A misspelt word in the document. */
export interface Misspelling extends Range {
  readonly word: string;
}

/** Which words are underlined, and which stretches of the document wait for a verdict. */
export interface MarksState {
  readonly marks: DecorationSet;
  readonly unsettled: readonly Range[];
}

export type MarksChange =
  /** Verdicts of before no longer hold. */
  | { readonly type: 'reset' }
  /** A sweep has looked at everything unsettled: these are wrong, those still wait. */
  | { readonly type: 'swept'; readonly wrong: readonly Misspelling[]; readonly unsettled: readonly Range[] };

export const marksKey = new PluginKey<MarksState>('misspellingMarks');

export function startMarks(document: DocumentNode): MarksState {
  return { marks: DecorationSet.empty, unsettled: [{ from: 0, to: document.content.size }] };
}

/** The marks after a transaction: moved along with the text; a word that was touched waits for a new verdict. */
export function applyToMarks(transaction: Transaction, before: MarksState): MarksState {
  const change = transaction.getMeta(marksKey) as MarksChange | undefined;
  if (change?.type === 'reset') return startMarks(transaction.doc);
  let { marks, unsettled } = before;
  if (transaction.docChanged) {
    const touched = widenToWords(transaction.doc, changedRanges(transaction));
    marks = removeIn(marks.map(transaction.mapping, transaction.doc), touched);
    const moved = unsettled.map(({ from, to }) => ({
      from: transaction.mapping.map(from, -1),
      to: transaction.mapping.map(to, 1),
    }));
    unsettled = mergeRanges([...moved, ...touched]);
  }
  if (change?.type === 'swept') {
    marks = removeIn(marks, unsettled).add(transaction.doc, change.wrong.map(underline));
    unsettled = change.unsettled;
  }
  return { marks, unsettled };
}

function removeIn(marks: DecorationSet, ranges: readonly Range[]): DecorationSet {
  let kept = marks;
  for (const { from, to } of ranges) kept = kept.remove(kept.find(from, to));
  return kept;
}

function underline({ from, to, word }: Misspelling): Decoration {
  return Decoration.inline(from, to, { class: 'misspelling' }, { word });
}

/** The underlined words in the range, in order. */
export function misspellingsIn(state: EditorState, from: number, to: number): Misspelling[] {
  const marks = marksKey.getState(state)?.marks.find(from, to) ?? [];
  return marks
    .map((mark) => ({ from: mark.from, to: mark.to, word: String(mark.spec['word']) }))
    .sort((a, b) => a.from - b.from);
}

/** The first underlined word after the position, else the first of all. */
export function nextMisspelling(state: EditorState, after: number): Misspelling | null {
  const all = misspellingsIn(state, 0, state.doc.content.size);
  return all.find(({ from }) => from >= after) ?? all[0] ?? null;
}
