/** Opens the browser's file dialog; calls back with what was chosen, never when it was cancelled. */
export function chooseFiles(onFiles: (files: readonly File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.multiple = true;
  input.addEventListener('change', () => {
    onFiles([...(input.files ?? [])]);
  });
  input.click();
}
