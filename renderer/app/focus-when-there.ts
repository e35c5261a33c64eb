import type { DraftKind } from '../../contract/domain/draft.ts';

/**
 * Gives the focus to where writing begins, as soon as the draft is there: the text of an answer, the recipients of
 * anything else. Returns what stops the waiting.
 */
export function focusWhenThere(room: HTMLElement | null, kind: DraftKind): () => void {
  const selector =
    kind === 'reply' || kind === 'reply-all' ? '[contenteditable="true"]' : 'input:not([type="file"])';
  const observer = new MutationObserver(look);
  function look(): boolean {
    const target = room?.querySelector<HTMLElement>(selector);
    if (!target) return false;
    observer.disconnect();
    target.focus();
    if (target.isContentEditable) putCaret(target);
    return true;
  }
  if (room && !look()) observer.observe(room, { childList: true, subtree: true, attributes: true });
  return () => {
    observer.disconnect();
  };
}

/** Writing begins in the first empty paragraph, which templates leave under the greeting; else at the start. */
function putCaret(text: HTMLElement): void {
  const empty = Array.from(text.children).find(
    (child) => child.tagName === 'P' && child.textContent.trim() === '',
  );
  if (empty) getSelection()?.collapse(empty, 0);
}
