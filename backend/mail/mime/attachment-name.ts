const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
const maxLength = 200;

/**
 * A file name that is safe to show and to save: no folders, control, invisible or direction-changing characters,
 * none that Windows forbids, no reserved device name, no leading or trailing dots and blanks. Null when nothing is
 * left of it (threat 8).
 */
export function cleanFileName(name: string): string | null {
  const last =
    name
      .slice(0, 2000)
      .toWellFormed()
      .normalize('NFC')
      .split(/[/\\]/)
      .findLast((piece) => piece.trim() !== '') ?? '';
  let clean = last
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '')
    .replace(/\s+/gu, ' ')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[. ]+|[. ]+$/g, '');
  if (clean === '' || /^_+$/.test(clean)) return null;
  if (reserved.test(clean)) clean = `_${clean}`;
  if (clean.length <= maxLength) return clean;
  const extension = /\.[^.]{1,12}$/.exec(clean)?.[0] ?? '';
  return clean.slice(0, maxLength - extension.length).toWellFormed() + extension;
}

const extensions: Readonly<Record<string, string>> = {
  'message/rfc822': 'eml', 'message/global': 'eml', 'text/plain': 'txt', 'text/html': 'html', 'text/calendar': 'ics',
  'text/csv': 'csv', 'text/vcard': 'vcf', 'text/x-vcard': 'vcf', 'image/png': 'png', 'image/jpeg': 'jpg', 'image/jpg': 'jpg',
  'image/pjpeg': 'jpg', 'image/gif': 'gif', 'image/webp': 'webp', 'image/svg+xml': 'svg', 'image/bmp': 'bmp',
  'image/tiff': 'tif', 'image/heic': 'heic', 'application/pdf': 'pdf', 'application/zip': 'zip', 'application/xml': 'xml',
  'application/json': 'json', 'application/rtf': 'rtf', 'application/msword': 'doc', 'application/ms-tnef': 'dat',
  'application/pkcs7-mime': 'p7m', 'application/x-pkcs7-mime': 'p7m', 'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-signature': 'p7s', 'application/pgp-signature': 'asc', 'application/pgp-keys': 'asc',
  'message/delivery-status': 'txt', 'message/disposition-notification': 'txt', 'message/feedback-report': 'txt',
  'text/rfc822-headers': 'txt', 'audio/mpeg': 'mp3', 'audio/wav': 'wav', 'video/mp4': 'mp4',
}; // prettier-ignore

/** The usual extension of a type, without the dot; `bin` where there is none. */
export function extensionOf(type: string): string {
  return extensions[type] ?? 'bin';
}
