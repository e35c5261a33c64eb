import type { Editor } from '@tiptap/core';
import { useEffect, useRef } from 'react';
import { FileText, MessageSquareText } from 'lucide-react';
import { useStore } from 'zustand';
import type { FilledResponse, ResponseEntry } from '../../../contract/domain/response.ts';
import type { FilledText } from '../../../contract/domain/template.ts';
import { insertAtCaret } from '../../editor/caret.ts';
import { useStrings } from '../../strings/strings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { failureText } from './failure-text.ts';
import { ResponsePicker } from './response-picker.tsx';
import { replyStrings } from './strings.ts';
import type { TextsStore } from './texts-store.ts';

export interface InsertToolsProps {
  readonly editor: Editor;
  readonly texts: TextsStore;
  readonly isPicking: boolean;
  readonly onPicking: (isPicking: boolean) => void;
  /** A response is in the text. */
  readonly onInserted: (entry: ResponseEntry, filled: FilledResponse) => void;
  /** A text was asked for and could not be had. */
  readonly onFailed: (error: unknown) => void;
}

/** Responses and templates into the text. */
export function InsertTools({ editor, texts, isPicking, onPicking, onInserted, onFailed }: InsertToolsProps) {
  const strings = useStrings(replyStrings);
  const { state, responses, templates, failure } = useStore(texts);
  const emptyText =
    failure !== null
      ? failureText(failure, strings)
      : state === 'loading'
        ? strings.responsesLoading
        : strings.responsesEmpty;

  // With the palette gone the next key is for the text; the dialog gives the focus back a frame later.
  const wasPicking = useRef(false);
  useEffect(() => {
    if (wasPicking.current && !isPicking) editor.view.focus();
    wasPicking.current = isPicking;
  }, [editor, isPicking]);

  async function insert<T extends FilledText>(
    filling: Promise<T>,
    then?: (filled: T) => void,
  ): Promise<void> {
    try {
      const filled = await filling;
      await insertAtCaret(editor, filled);
      then?.(filled);
    } catch (error) {
      onFailed(error);
    }
  }

  return (
    <>
      <Button
        look="quiet"
        icon={<MessageSquareText aria-hidden="true" />}
        shortcut="mod+shift+r"
        hint={strings.responses}
        onPress={() => {
          if (state === 'failed') void texts.load();
          onPicking(true);
        }}
      >
        {strings.responsesShort}
      </Button>
      <Menu
        label={strings.templates}
        placement="top start"
        button={
          <IconButton label={strings.templates}>
            <FileText />
          </IconButton>
        }
      >
        {templates.length === 0 ? (
          <MenuItem isDisabled onAction={() => undefined}>
            {strings.templatesNone}
          </MenuItem>
        ) : null}
        {templates.map((template) => (
          <MenuItem key={template.id} onAction={() => void insert(texts.fillTemplate(template))}>
            {template.name}
          </MenuItem>
        ))}
      </Menu>
      {isPicking ? (
        <ResponsePicker
          root={responses}
          emptyText={emptyText}
          fill={texts.fillResponse}
          onInsert={(entry: ResponseEntry) => {
            onPicking(false);
            void insert(texts.fillResponse(entry), (filled) => {
              onInserted(entry, filled);
            });
          }}
          onClose={() => {
            onPicking(false);
          }}
        />
      ) : null}
    </>
  );
}
