import { getMarkRange, type Editor } from '@tiptap/core';
import { useId, useState } from 'react';
import { useStrings } from '../strings/strings.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/text-field.tsx';
import { readLinkAddress } from './link-address.ts';
import { editorStrings } from './strings.ts';

interface LinkAtCursor {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  readonly address: string;
}

/** The whole link that the cursor is in, else what is selected. */
function linkAtCursor(editor: Editor): LinkAtCursor {
  const { state } = editor;
  const link = state.schema.marks['link'];
  const around = link === undefined ? undefined : getMarkRange(state.selection.$from, link);
  const { from, to } = around ?? state.selection;
  const { href } = editor.getAttributes('link');
  const text = state.doc.textBetween(from, to, ' ');
  return { from, to, text, address: typeof href === 'string' ? href : '' };
}

/** Makes, changes or removes the link at the cursor. */
export function LinkDialog({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const strings = useStrings(editorStrings);
  const [start] = useState(() => linkAtCursor(editor));
  const [address, setAddress] = useState(start.address);
  const [text, setText] = useState(start.text);
  const form = useId();
  const [error, setError] = useState<string | null>(null);

  function apply(): void {
    const href = readLinkAddress(address);
    if (href === null) {
      setError(strings.linkInvalid);
      return;
    }
    const shown = text.trim() === '' ? address.trim() : text;
    const range = { from: start.from, to: start.to };
    if (shown === start.text && start.from < start.to) {
      // The same words: what is bold in them stays bold.
      editor.chain().setTextSelection(range).setLink({ href }).setTextSelection(start.to).run();
    } else {
      const content = { type: 'text', text: shown, marks: [{ type: 'link', attrs: { href } }] };
      editor.chain().insertContentAt(range, content).run();
    }
    onClose();
  }

  return (
    <Dialog
      title={strings.linkTitle}
      closeLabel={strings.close}
      isOpen
      onClose={onClose}
      width="narrow"
      actions={
        <>
          {start.address === '' ? null : (
            <Button
              look="quiet"
              onPress={() => {
                editor.chain().setTextSelection({ from: start.from, to: start.to }).unsetLink().run();
                onClose();
              }}
            >
              {strings.remove}
            </Button>
          )}
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button look="primary" type="submit" form={form}>
            {strings.apply}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="link-dialog"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <TextField
          label={strings.linkAddress}
          value={address}
          onChange={setAddress}
          error={error}
          // The person asked for this dialog to type an address.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          placeholder="https://"
        />
        <TextField label={strings.linkText} value={text} onChange={setText} />
      </form>
    </Dialog>
  );
}
