const longest = 150;
/** Names of devices on Windows, with any extension or none. */
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$/i;
/** Controls, and the marks that turn the direction of text: `invoice\u202Efdp.exe` shows as `invoiceexe.pdf`. */
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]/gu;
/** Not allowed by Windows, or with a meaning to some shell or file system. */
const forbidden = /[<>:"|?*]/g;

/**
 * A name under which a file from a mail may be stored on any system: the last part of a path only, nothing
 * invisible, no device name, no leading or trailing dots and spaces, at most 150 characters with its extension kept.
 */
export function cleanFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const visible = last.replaceAll(invisible, '').replaceAll(forbidden, '_').replaceAll(/\s+/gu, ' ');
  const trimmed = visible.replace(/^[. ]+/, '').replace(/[. ]+$/, '');
  const { stem, extension } = splitName(trimmed === '' ? 'attachment' : trimmed);
  const cut = shorten(stem, longest - extension.length).replace(/[. ]+$/, '') || 'attachment';
  // Windows looks at what stands before the first dot only.
  const safe = reserved.test((cut.split('.')[0] ?? '').trim()) ? `_${cut}` : cut;
  return `${safe}${extension}`;
}

/** `report (2).pdf`: the name to try when the ones before it are taken. */
export function numberedName(name: string, number: number): string {
  if (number < 2) return name;
  const { stem, extension } = splitName(name);
  return `${stem} (${number})${extension}`;
}

function splitName(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '';
  // A very long "extension" is none.
  if (extension.length > 20 || extension.includes(' ')) return { stem: name, extension: '' };
  return { stem: name.slice(0, dot > 0 ? dot : name.length), extension };
}

/** Cuts between whole characters, never within a surrogate pair. */
function shorten(text: string, length: number): string {
  let short = '';
  for (const character of text) {
    if (short.length + character.length > length) break;
    short += character;
  }
  return short;
}
