/** Texts of mail in a sentence are cut to this. */
const longest = 80;

/** A text in a sentence: one line, in quotation marks, cut where it is long. */
export function quote(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Z}]+/gu, ' ').trim();
  const shown = line.length <= longest ? line : `${line.slice(0, longest - 1).toWellFormed()}…`;
  return `“${shown}”`;
}

/** `“a”, “b” or “c”`, of many the first. */
export function either(texts: readonly string[]): string {
  if (texts.length > 4) {
    return `${texts.slice(0, 3).map(quote).join(', ')} or one of ${texts.length - 3} more`;
  }
  const quoted = texts.map(quote);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
