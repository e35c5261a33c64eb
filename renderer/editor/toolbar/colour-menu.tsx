import { useEditorState, type Editor } from '@tiptap/react';
import { Baseline } from 'lucide-react';
import { useStrings } from '../../strings/strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { editorStrings, type EditorStrings } from '../strings.ts';

type ColourName = 'grey' | 'red' | 'amber' | 'green' | 'blue' | 'purple';

/** Readable on the white paper of the reader as well as in a dark mail program. */
const colours: readonly { readonly name: ColourName; readonly value: string }[] = [
  { name: 'grey', value: '#6b7280' },
  { name: 'red', value: '#c62828' },
  { name: 'amber', value: '#b26a00' },
  { name: 'green', value: '#2e7d32' },
  { name: 'blue', value: '#1565c0' },
  { name: 'purple', value: '#7b3fb5' },
];

export function ColourMenu({ editor }: { readonly editor: Editor }) {
  const strings: EditorStrings = useStrings(editorStrings);
  const current = useEditorState({
    editor,
    selector: ({ editor: shown }) => String(shown.getAttributes('textStyle')['color'] ?? ''),
  });
  const chain = () => editor.chain().focus();
  return (
    <Menu
      label={strings.colour}
      placement="top start"
      button={
        <IconButton label={strings.colour} size="small">
          <Baseline />
        </IconButton>
      }
    >
      <MenuItem isChosen={current === ''} onAction={() => chain().unsetColor().run()}>
        {strings.automatic}
      </MenuItem>
      {colours.map(({ name, value }) => (
        <MenuItem
          key={name}
          isChosen={current === value}
          icon={<span className={`editor-colour editor-colour-${name}`} />}
          onAction={() => chain().setColor(value).run()}
        >
          {strings[name]}
        </MenuItem>
      ))}
    </Menu>
  );
}
