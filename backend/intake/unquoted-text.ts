/** More lines than these are not looked through. */
const maxLines = 5000;

/** `-----Original Message-----`, `---------- Forwarded message ---------`, in any language. */
const separator = /^\s*[-_=*]{3,}\s{0,5}\p{L}[^-_=*\n]{2,60}\s{0,5}[-_=*]{2,}\s*$/u;
/** A line of Outlook's header of the quoted mail: `Von: Ann <ann@example.com>`. */
const labelled = /^\s*\*?\p{L}[\p{L}\s-]{0,18}\*?\s?[:：]\*?\s*\S/u;
const hasAddress = /[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+/;
const hasDate = /\b(?:19|20)\d{2}\b|\d{1,2}[:.h時]\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}/;

/**
 * What the sender of a mail wrote in it: without quoted lines, the line that introduces a quote, the copy of the
 * answered mail below, and the signature below `-- `. It goes by the form that these have in every language. All of
 * the text where nothing else would be left.
 */
export function unquotedText(text: string): string {
  const lines = text.split('\n', maxLines);
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^\s{0,3}[>|]/.test(line)) continue;
    if (/^--\s*$/.test(line)) {
      // Below a signature there may still be an answer to a quote: on to the next one.
      while (at + 1 < lines.length && !/^\s{0,3}>/.test(lines[at + 1] ?? '')) at++;
      continue;
    }
    if (startsCopy(lines, at)) break;
    const length = introductionLength(lines, at);
    if (length > 0) {
      const next = nextFilled(lines, at + length);
      if (next === null) break;
      // Quotes marked with > are dropped one by one, for answers may stand between them; unmarked ones run to the end.
      if (!/^\s{0,3}>/.test(next)) break;
      at += length - 1;
      continue;
    }
    kept.push(line);
  }
  const own = kept.join('\n').trim();
  return own === '' ? text.trim() : own;
}

/** Whether here a copy of another mail begins that runs to the end. */
function startsCopy(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (separator.test(line)) return true;
  const start = /^\s*_{10,}\s*$/.test(line) ? at + 1 : at;
  const block = lines.slice(start, start + 4).map((one) => one.replaceAll('*', ''));
  const head = block.findIndex((one) => !labelled.test(one));
  const labels = head === -1 ? block : block.slice(0, head);
  return (
    labels.length >= 3 &&
    labels.some((one) => hasAddress.test(one) || hasDate.test(one)) &&
    isFirstLabelMail(labels)
  );
}

/** The sender stands in one of the first two lines: with an address, or at least above a date. */
function isFirstLabelMail(labels: readonly string[]): boolean {
  return (
    labels.slice(0, 2).some((one) => hasAddress.test(one)) ||
    (labels.some((one) => hasDate.test(one)) && labels.length === 4)
  );
}

/** `On Monday, 5 May 2025 at 10:00, Ann <ann@example.com> wrote:`, on up to three lines; 0 if it is none. */
function introductionLength(lines: readonly string[], at: number): number {
  let joined = '';
  for (let length = 1; length <= 3; length++) {
    const line = (lines[at + length - 1] ?? '').trim();
    if (line === '') return 0;
    joined += `${line} `;
    if (joined.length > 400) return 0;
    if (!/[:：]\s*$/.test(line)) continue;
    const marks = Number(hasDate.test(joined)) + Number(hasAddress.test(joined));
    const isFollowedByQuote = /^\s{0,3}>/.test(nextFilled(lines, at + length) ?? '');
    return marks === 2 || (marks === 1 && isFollowedByQuote) ? length : 0;
  }
  return 0;
}

function nextFilled(lines: readonly string[], from: number): string | null {
  for (let at = from; at < Math.min(lines.length, from + 4); at++) {
    const line = lines[at] ?? '';
    if (line.trim() !== '') return line;
  }
  return null;
}
