import { useEditorState, type Editor } from '@tiptap/react';
import { Table } from 'lucide-react';
import { useStrings } from '../../strings/strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { editorStrings } from '../strings.ts';

/** Inserts a table; inside one, works on its rows and columns. */
export function TableMenu({ editor }: { readonly editor: Editor }) {
  const strings = useStrings(editorStrings);
  const isInTable = useEditorState({ editor, selector: ({ editor: current }) => current.isActive('table') });
  const chain = () => editor.chain().focus();
  const button = (
    <IconButton label={isInTable ? strings.table : strings.insertTable} size="small">
      <Table />
    </IconButton>
  );
  if (!isInTable) {
    return (
      <Menu label={strings.insertTable} placement="top start" button={button}>
        {[2, 3, 4].flatMap((rows) =>
          [2, 3].map((cols) => (
            <MenuItem
              key={`${cols}×${rows}`}
              onAction={() => chain().insertTable({ rows, cols, withHeaderRow: true }).run()}
            >
              {`${cols} × ${rows}`}
            </MenuItem>
          )),
        )}
      </Menu>
    );
  }
  return (
    <Menu label={strings.table} placement="top start" button={button}>
      <MenuItem onAction={() => chain().addRowBefore().run()}>{strings.rowAbove}</MenuItem>
      <MenuItem onAction={() => chain().addRowAfter().run()}>{strings.rowBelow}</MenuItem>
      <MenuItem onAction={() => chain().addColumnBefore().run()}>{strings.columnBefore}</MenuItem>
      <MenuItem onAction={() => chain().addColumnAfter().run()}>{strings.columnAfter}</MenuItem>
      <MenuLine />
      <MenuItem onAction={() => chain().toggleHeaderRow().run()}>{strings.headerRow}</MenuItem>
      <MenuItem onAction={() => chain().mergeOrSplit().run()}>{strings.mergeOrSplit}</MenuItem>
      <MenuLine />
      <MenuItem onAction={() => chain().deleteRow().run()}>{strings.deleteRow}</MenuItem>
      <MenuItem onAction={() => chain().deleteColumn().run()}>{strings.deleteColumn}</MenuItem>
      <MenuItem isDanger onAction={() => chain().deleteTable().run()}>
        {strings.deleteTable}
      </MenuItem>
    </Menu>
  );
}
