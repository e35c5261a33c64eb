/** Characters of a preview, at most. */
const length = 200;

/** Characters that are looked at. */
const sampleSize = 20_000;

/** The beginning of what the sender wrote, as one line for a list. @param own without quotes, as `replyText` is */
export function previewOf(own: string): string {
  const line = own
    .slice(0, sampleSize)
    // Rules of signs and addresses of links tell nothing in a list.
    .replace(/[-_=*~#]{4,}/g, ' ')
    .replace(/\[?<?https?:\/\/\S{60,}/g, '…')
    .replace(/[\p{Cc}\p{Cf}\p{Z}\u034F\u2800\u3164]+/gu, ' ')
    .trim();
  if (line.length <= length) return line;
  return `${line
    .slice(0, length - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd()}…`;
}
