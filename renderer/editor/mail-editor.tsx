import './mail-editor.css';
import { EditorContent, type Editor } from '@tiptap/react';
import { useCallback, useState, type ReactNode } from 'react';
import { LinkDialog } from './link-dialog.tsx';
import { EditorToolbar } from './toolbar/editor-toolbar.tsx';

export interface MailEditorProps {
  readonly editor: Editor;
  /** Controls at the end of the toolbar. */
  readonly tools?: ReactNode;
  /** Above the text, inside the scrolled part. */
  readonly children?: ReactNode;
}

/** Gives the focus to the first tool of the text. */
export function focusToolbar(editor: Editor): void {
  const around = editor.view.dom.closest('.mail-editor');
  around?.querySelector<HTMLElement>('[role="toolbar"] button:not([disabled])')?.focus();
}

/** Toolbar and document. Alt+F10 goes from the text to the toolbar, Escape comes back. */
export function MailEditor({ editor, tools, children }: MailEditorProps) {
  const [isLinking, setIsLinking] = useState(false);
  const startLink = useCallback(() => {
    setIsLinking(true);
  }, []);
  return (
    // Keys on their way up from the text and the toolbar.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="mail-editor"
      onKeyDown={(event) => {
        const isModified = event.ctrlKey || event.metaKey;
        if (event.altKey && event.key === 'F10') {
          event.preventDefault();
          focusToolbar(editor);
        } else if (isModified && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k') {
          if (!editor.isFocused) return;
          // In the text this key makes a link, as in every editor; elsewhere it opens the command palette.
          event.preventDefault();
          event.stopPropagation();
          setIsLinking(true);
        }
      }}
    >
      <div className="mail-editor-page">
        {children}
        <EditorContent editor={editor} className="mail-editor-content" />
      </div>
      <EditorToolbar editor={editor} tools={tools} onLink={startLink} />
      {isLinking ? (
        <LinkDialog
          editor={editor}
          onClose={() => {
            setIsLinking(false);
            editor.commands.focus();
          }}
        />
      ) : null}
    </div>
  );
}
