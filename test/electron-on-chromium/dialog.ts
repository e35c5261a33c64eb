import { record } from './record.ts';

/** Answers with what the test laid out; without that the person cancels. */
function answer<T>(kind: string, options: unknown, cancelled: T): T {
  const given = record.answers.length > 0 ? (record.answers.shift() as T) : cancelled;
  record.dialogs.push({ kind, options, answer: given });
  return given;
}

/** A dialog takes its options alone or after the window it belongs to. */
function optionsOf(args: readonly unknown[]): unknown {
  return args.at(-1);
}

export const dialog = {
  showSaveDialog: async (...args: unknown[]): Promise<Electron.SaveDialogReturnValue> =>
    answer('save', optionsOf(args), { canceled: true, filePath: '' }),
  showMessageBox: async (...args: unknown[]): Promise<Electron.MessageBoxReturnValue> =>
    answer('message', optionsOf(args), { response: 0, checkboxChecked: false }),
  showErrorBox(title: string, content: string): void {
    record.dialogs.push({ kind: 'error', options: { title, content }, answer: null });
    // The real one is seen by a person; here the log of the test is where it can be.
    process.stderr.write(`${title}: ${content}\n`);
  },
} satisfies { readonly [K in keyof Electron.Dialog]?: unknown };
