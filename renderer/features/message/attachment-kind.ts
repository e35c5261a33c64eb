/** Extensions that systems run, mount or hand to an interpreter when they are opened. */
const risky = new Set(
  `ade adp apk app appx bat chm cmd com command cpl desktop dll dmg exe gadget hta htm html img ins iso isp jar js
  jse lnk mde msc msh msi msix msp mst pif pkg ps1 psm1 py pyw reg rpm scf scr sct settingcontent-ms sh shb svg sys
  torrent url vb vbe vbs vhd vhdx vxd wsc wsf wsh xhtml xll docm dotm xlsm xltm xlam pptm potm ppam ppsm`.split(
    /\s+/,
  ),
);

/** The extension that decides what opens the file: the last one, also of `invoice.pdf.exe`; empty when none. */
export function extensionOf(name: string): string {
  const match = /\.([^.\s\\/]{1,20})[.\s]*$/u.exec(name);
  return match?.[1]?.toLowerCase() ?? '';
}

/** True for files that may run programs when opened. */
export function isRisky(name: string): boolean {
  return risky.has(extensionOf(name));
}

export type FileKind = 'picture' | 'document' | 'table' | 'archive' | 'sound' | 'calendar' | 'other';

const kinds: readonly (readonly [FileKind, RegExp])[] = [
  ['picture', /^(?:png|jpe?g|gif|webp|bmp|avif|heic|tiff?)$/],
  ['document', /^(?:pdf|docx?|odt|rtf|txt|md|pages)$/],
  ['table', /^(?:xlsx?|ods|csv|tsv|numbers)$/],
  ['archive', /^(?:zip|7z|rar|gz|tgz|tar|xz|bz2)$/],
  ['sound', /^(?:mp3|wav|ogg|m4a|mp4|mov|webm|avi)$/],
  ['calendar', /^ics$/],
];

export function fileKind(name: string): FileKind {
  const extension = extensionOf(name);
  return kinds.find(([, pattern]) => pattern.test(extension))?.[0] ?? 'other';
}
