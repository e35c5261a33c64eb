import { replyTextOf } from '../mail/mime/reply/reply-text.ts';

/** Characters of a preview, at most. */
const length = 200;

/** The beginning of what the sender wrote, as one line for a list. */
export function previewOf(text: string): string {
  const own = replyTextOf(text.slice(0, 20_000), null);
  const line = own
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
