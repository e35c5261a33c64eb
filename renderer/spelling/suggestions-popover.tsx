import './spelling.css';
import type { Editor } from '@tiptap/core';
import { BookPlus, EyeOff } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Menu as AriaMenu } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useStore } from 'zustand';
import { useStrings } from '../strings/strings.ts';
import { MenuItem, MenuLine } from '../ui/menu.tsx';
import { showToast } from '../ui/toast.tsx';
import type { Misspelling } from './misspelling-marks.ts';
import type { SpellingSession } from './spelling-session.ts';
import { spellingStrings } from './strings.ts';
import type { SuggestionTarget } from './suggestion-target.ts';

export interface SuggestionsPopoverProps {
  readonly editor: Editor;
  readonly session: SpellingSession;
  readonly target: SuggestionTarget;
}

/** What the misspelt word could be. Enter takes the first; Escape goes back to the text. */
export function SuggestionsPopover({ editor, session, target }: SuggestionsPopoverProps) {
  const misspelling = useStore(target, (state) => state.target);
  if (misspelling === null) return null;
  return (
    <Suggestions
      // Another word starts over.
      key={`${misspelling.from} ${misspelling.word}`}
      misspelling={misspelling}
      editor={editor}
      session={session}
      onClose={() => {
        target.setState({ target: null });
        editor.commands.focus();
      }}
    />
  );
}

interface SuggestionsProps {
  readonly misspelling: Misspelling;
  readonly editor: Editor;
  readonly session: SpellingSession;
  readonly onClose: () => void;
}

const shownSuggestions = 7;

function Suggestions({ misspelling, editor, session, onClose }: SuggestionsProps) {
  const strings = useStrings(spellingStrings);
  const [suggestions, setSuggestions] = useState<readonly string[] | null>(null);
  const anchor = useRef<HTMLSpanElement>(null);
  const { from, to, word } = misspelling;
  const [place] = useState(() => {
    const start = editor.view.coordsAtPos(from);
    const end = editor.view.coordsAtPos(to);
    return { left: start.left, top: start.top, height: end.bottom - start.top };
  });

  useEffect(() => {
    let isCurrent = true;
    void (async () => {
      const found = await session.suggest(word);
      if (isCurrent) setSuggestions(found.slice(0, shownSuggestions));
    })();
    return () => {
      isCurrent = false;
    };
  }, [session, word]);

  async function addWord(): Promise<void> {
    try {
      await session.addWord(word);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      showToast({ tone: 'danger', text: strings.notAdded({ word, why }) });
    }
  }

  function replace(replacement: string): void {
    const { state, view } = editor;
    // The text may have changed under the open list; then nothing is replaced.
    if (state.doc.textBetween(from, Math.min(to, state.doc.content.size)) === word) {
      view.dispatch(state.tr.insertText(replacement, from, to).scrollIntoView());
    }
    onClose();
  }

  return (
    <>
      <span
        ref={anchor}
        className="spelling-anchor"
        style={{ insetInlineStart: 0, left: place.left, top: place.top, height: place.height }}
      />
      <Popover
        className="ui-popover"
        aria-label={strings.suggestionsFor({ word })}
        triggerRef={anchor}
        isOpen
        placement="bottom start"
        offset={4}
        onOpenChange={(isOpen) => {
          if (!isOpen) onClose();
        }}
      >
        {suggestions === null ? (
          <output className="spelling-looking">{strings.looking}</output>
        ) : (
          <AriaMenu
            className="ui-menu"
            aria-label={strings.suggestionsFor({ word })}
            // Asked for by key or click: the choice is made with the arrow keys at once.
            // eslint-disable-next-line jsx-a11y/no-autofocus
            autoFocus="first"
            onClose={onClose}
          >
            {suggestions.length === 0 ? (
              <MenuItem isDisabled onAction={onClose}>
                {strings.noSuggestions}
              </MenuItem>
            ) : null}
            {suggestions.map((suggestion) => (
              <MenuItem
                key={suggestion}
                onAction={() => {
                  replace(suggestion);
                }}
              >
                {suggestion}
              </MenuItem>
            ))}
            <MenuLine />
            <MenuItem
              icon={<BookPlus />}
              onAction={() => {
                void addWord();
                onClose();
              }}
            >
              {strings.addToMyWords}
            </MenuItem>
            <MenuItem
              icon={<EyeOff />}
              onAction={() => {
                session.ignoreWord(word);
                onClose();
              }}
            >
              {strings.ignore}
            </MenuItem>
          </AriaMenu>
        )}
      </Popover>
    </>
  );
}
