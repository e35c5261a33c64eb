import { useEditorState, type Editor } from '@tiptap/react';
import {
  Bold,
  Image,
  Italic,
  Link,
  List,
  ListOrdered,
  Redo2,
  RemoveFormatting,
  Strikethrough,
  TextQuote,
  Underline,
  Undo2,
} from 'lucide-react';
import { memo, useRef, type ReactNode } from 'react';
import { Separator } from 'react-aria-components/Separator';
import { Toolbar } from 'react-aria-components/Toolbar';
import { useStrings } from '../../strings/strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { sortPictures } from '../shown-pictures.ts';
import { editorStrings } from '../strings.ts';
import { AlignMenu } from './align-menu.tsx';
import { ColourMenu } from './colour-menu.tsx';
import { StyleMenu } from './style-menu.tsx';
import { TableMenu } from './table-menu.tsx';
import { ToolToggle } from './tool-toggle.tsx';

export interface EditorToolbarProps {
  readonly editor: Editor;
  readonly tools: ReactNode;
  readonly onLink: () => void;
}

const marks = ['bold', 'italic', 'underline', 'strike', 'link', 'bulletList', 'orderedList', 'blockquote'];

/** Not drawn again while someone types. One Tab stop; arrow keys go from tool to tool, Escape back to the text. */
export const EditorToolbar = memo(function EditorToolbar({ editor, tools, onLink }: EditorToolbarProps) {
  const strings = useStrings(editorStrings);
  const files = useRef<HTMLInputElement>(null);
  const active = useEditorState({
    editor,
    selector: ({ editor: current }) => ({
      on: marks.filter((name) => current.isActive(name)).join(' '),
      canUndo: current.can().undo(),
      canRedo: current.can().redo(),
    }),
  });
  const isOn = (name: string) => active.on.split(' ').includes(name);
  const chain = () => editor.chain().focus();

  /** Pictures into the text; what is none can be attached instead. */
  async function insertChosen(chosen: readonly File[]): Promise<void> {
    const { pictures, others } = await sortPictures(chosen);
    if (editor.isDestroyed) return;
    if (pictures.length > 0) chain().insertImages(pictures).run();
    if (others.length === 0) return;
    const attach = () => editor.commands.attachFiles(others);
    showToast({
      text: strings.noPicture({ names: others.map(({ name }) => name).join(', ') }),
      action: { label: strings.attachInstead, onPress: attach },
    });
  }

  return (
    // Only Escape, on its way up from a tool.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className="editor-toolbar-row"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        editor.commands.focus();
      }}
    >
      <Toolbar className="editor-toolbar" aria-label={strings.formatting}>
        <StyleMenu editor={editor} />
        <Separator orientation="vertical" />
        <ToolToggle
          label={strings.bold}
          shortcut="mod+b"
          isOn={isOn('bold')}
          onPress={() => chain().toggleBold().run()}
        >
          <Bold />
        </ToolToggle>
        <ToolToggle
          label={strings.italic}
          shortcut="mod+i"
          isOn={isOn('italic')}
          onPress={() => chain().toggleItalic().run()}
        >
          <Italic />
        </ToolToggle>
        <ToolToggle
          label={strings.underline}
          shortcut="mod+u"
          isOn={isOn('underline')}
          onPress={() => chain().toggleUnderline().run()}
        >
          <Underline />
        </ToolToggle>
        <ToolToggle
          label={strings.strike}
          shortcut="mod+shift+s"
          isOn={isOn('strike')}
          onPress={() => chain().toggleStrike().run()}
        >
          <Strikethrough />
        </ToolToggle>
        <ColourMenu editor={editor} />
        <Separator orientation="vertical" />
        <ToolToggle
          label={strings.bulletList}
          shortcut="mod+shift+8"
          isOn={isOn('bulletList')}
          onPress={() => chain().toggleBulletList().run()}
        >
          <List />
        </ToolToggle>
        <ToolToggle
          label={strings.orderedList}
          shortcut="mod+shift+7"
          isOn={isOn('orderedList')}
          onPress={() => chain().toggleOrderedList().run()}
        >
          <ListOrdered />
        </ToolToggle>
        <ToolToggle
          label={strings.quote}
          shortcut="mod+shift+b"
          isOn={isOn('blockquote')}
          onPress={() => chain().toggleBlockquote().run()}
        >
          <TextQuote />
        </ToolToggle>
        <AlignMenu editor={editor} />
        <Separator orientation="vertical" />
        <ToolToggle label={strings.link} shortcut="mod+k" isOn={isOn('link')} onPress={onLink}>
          <Link />
        </ToolToggle>
        <IconButton label={strings.image} size="small" onPress={() => files.current?.click()}>
          <Image />
        </IconButton>
        <TableMenu editor={editor} />
        <Separator orientation="vertical" />
        <IconButton
          label={strings.clear}
          size="small"
          onPress={() => chain().unsetAllMarks().clearNodes().run()}
        >
          <RemoveFormatting />
        </IconButton>
        <IconButton
          label={strings.undo}
          shortcut="mod+z"
          size="small"
          isDisabled={!active.canUndo}
          onPress={() => chain().undo().run()}
        >
          <Undo2 />
        </IconButton>
        <IconButton
          label={strings.redo}
          shortcut="mod+shift+z"
          size="small"
          isDisabled={!active.canRedo}
          onPress={() => chain().redo().run()}
        >
          <Redo2 />
        </IconButton>
      </Toolbar>
      {tools}
      <input
        ref={files}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        multiple
        hidden
        onChange={(event) => {
          void insertChosen([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
    </div>
  );
});
