/** Why a file or folder could not be read, in words: goes behind “cannot be read: ”. */
export function sayFileProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path }: NodeJS.ErrnoException = error;
  switch (code ?? '') {
    case 'ENOENT':
      return `there is no file ${path ?? 'of this name'}`;
    case 'EACCES':
    case 'EPERM':
      return `this account may not read ${path ?? 'it'}`;
    // Told by the reading, which does not know the name any more.
    case 'EISDIR':
      return `${path ?? 'it'} is a folder`;
    case 'ENOTDIR':
      return `a part of ${path ?? 'its path'} is a file, no folder`;
    default:
      return error.message;
  }
}
