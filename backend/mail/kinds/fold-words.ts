/**
 * Text as phrases are looked for in it: lower case, one blank for any, straight quotes, and Latin letters without
 * their marks, since mail systems write them with, without and broken up.
 */
export function foldWords(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('đ', 'd')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe')
    .replace(/[\u2018\u2019\u201b\u02bc`´]/g, "'")
    .replace(/\s+/g, ' ');
}
