import { useEditorState, type Editor } from '@tiptap/react';
import { ChevronDown } from 'lucide-react';
import { useStrings } from '../../strings/strings.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { editorStrings } from '../strings.ts';

const small = '12px';
const large = '20px';
type Level = 1 | 2 | 3;

/** Headings, sizes and code: what the text at the cursor is. */
export function StyleMenu({ editor }: { readonly editor: Editor }) {
  const strings = useStrings(editorStrings);
  const style = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      level: ([1, 2, 3] as const).find((level) => current.isActive('heading', { level })) ?? null,
      size: String(current.getAttributes('textStyle')['fontSize'] ?? ''),
      isCode: current.isActive('code'),
      isCodeBlock: current.isActive('codeBlock'),
    }),
  });
  const chain = () => editor.chain().focus();
  const name = style.isCodeBlock
    ? strings.codeBlock
    : style.level === null
      ? strings.paragraph
      : strings.heading({ level: style.level });

  return (
    <Menu
      label={strings.textStyle}
      placement="top start"
      button={
        <Button look="quiet" size="small" className="editor-style" hint={strings.textStyle}>
          {name}
          <ChevronDown aria-hidden="true" />
        </Button>
      }
    >
      <MenuItem
        isChosen={style.level === null && !style.isCodeBlock}
        shortcut="mod+alt+0"
        onAction={() => chain().setParagraph().run()}
      >
        {strings.paragraph}
      </MenuItem>
      {([1, 2, 3] satisfies Level[]).map((level) => (
        <MenuItem
          key={level}
          isChosen={style.level === level}
          shortcut={`mod+alt+${level}`}
          onAction={() => chain().setHeading({ level }).run()}
        >
          {strings.heading({ level })}
        </MenuItem>
      ))}
      <MenuItem
        isChosen={style.isCodeBlock}
        shortcut="mod+alt+c"
        onAction={() => chain().toggleCodeBlock().run()}
      >
        {strings.codeBlock}
      </MenuItem>
      <MenuLine />
      <MenuItem isChosen={style.size === small} onAction={() => chain().setFontSize(small).run()}>
        {strings.small}
      </MenuItem>
      <MenuItem isChosen={style.size === ''} onAction={() => chain().unsetFontSize().run()}>
        {strings.normalSize}
      </MenuItem>
      <MenuItem isChosen={style.size === large} onAction={() => chain().setFontSize(large).run()}>
        {strings.large}
      </MenuItem>
      <MenuItem isChosen={style.isCode} shortcut="mod+e" onAction={() => chain().toggleCode().run()}>
        {strings.code}
      </MenuItem>
    </Menu>
  );
}
