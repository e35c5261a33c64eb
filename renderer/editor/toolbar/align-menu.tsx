import { useEditorState, type Editor } from '@tiptap/react';
import { TextAlignCenter, TextAlignEnd, TextAlignStart } from 'lucide-react';
import { useStrings } from '../../strings/strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { editorStrings } from '../strings.ts';

export function AlignMenu({ editor }: { readonly editor: Editor }) {
  const strings = useStrings(editorStrings);
  const align = useEditorState({
    editor,
    selector: ({ editor: current }) =>
      (['center', 'right'] as const).find((textAlign) => current.isActive({ textAlign })) ?? 'left',
  });
  const chain = () => editor.chain().focus();
  return (
    <Menu
      label={strings.align}
      placement="top start"
      button={
        <IconButton label={strings.align} size="small">
          {align === 'center' ? (
            <TextAlignCenter />
          ) : align === 'right' ? (
            <TextAlignEnd />
          ) : (
            <TextAlignStart />
          )}
        </IconButton>
      }
    >
      <MenuItem
        isChosen={align === 'left'}
        icon={<TextAlignStart />}
        onAction={() => chain().unsetTextAlign().run()}
      >
        {strings.alignStart}
      </MenuItem>
      <MenuItem
        isChosen={align === 'center'}
        icon={<TextAlignCenter />}
        onAction={() => chain().setTextAlign('center').run()}
      >
        {strings.alignCentre}
      </MenuItem>
      <MenuItem
        isChosen={align === 'right'}
        icon={<TextAlignEnd />}
        onAction={() => chain().setTextAlign('right').run()}
      >
        {strings.alignEnd}
      </MenuItem>
    </Menu>
  );
}
