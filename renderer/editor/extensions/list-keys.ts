import { Extension } from '@tiptap/core';

/**
 * Tab in the editor: deeper and back in lists, from cell to cell in tables (the table's own keys), and everywhere else
 * on to the next control, so that nobody is caught in the text.
 */
export const ListKeys = Extension.create({
  name: 'listKeys',
  priority: 50,

  addKeyboardShortcuts() {
    const isInList = () => this.editor.isActive('listItem');
    return {
      // Handled even where the item cannot go deeper: leaving the list by accident would be worse.
      Tab: () => isInList() && (this.editor.commands.sinkListItem('listItem') || true),
      'Shift-Tab': () => isInList() && (this.editor.commands.liftListItem('listItem') || true),
    };
  },
});
