/** Most lines hold nothing that is replaced. */
const mayHoldMarks = /[*&\u00A0\u0130\u061C-\uFFFF]/;

/**
 * A line as the rules look at it: without marks of direction and emphasis, with the digits of ASCII, so that one form
 * of date and address serves all scripts.
 */
export function plainLine(line: string): string {
  if (!mayHoldMarks.test(line)) return line.trim();
  return (
    line
      .replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u061C]/g, '')
      .replace(/[\u0660-\u0669\u06F0-\u06F9]/g, (digit) => String(digit.charCodeAt(0) & 15))
      .replace(/[\u00A0\u202F\u2000-\u200A\u3000]|&nbsp;/g, ' ')
      // A letter of Turkish that no pattern folds to its small one.
      .replaceAll('\u0130', 'I')
      .replaceAll('*', '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .trim()
  );
}

const address = /(?<![^\s@<>"()[\]])[^\s@<>"()[\]]+@[^\s@<>"()[\]]+\.[^\s@<>"()[\]]+/;
const bracketedAddress = /[<([]\s*(?:mailto:)?[^\s@<>"()[\]]+@[^\s@<>"()[\]]+/i;
const year = '(?:19|20|25)\\d{2}';
const dates = [
  // 05.05.2025, 5/5/25, 2025-05-05, 05. 05. 25
  /(?<!\d)\d{1,4}(?:\. |[./-])\d{1,2}(?:\. |[./-])\d{1,4}(?!\d)/,
  /(?<!\d)\d{2,4} ?[年년]/,
  // 5 May 2025, 5. Mai 2025, 5 de mayo de 2025
  new RegExp(`(?<!\\d)\\d{1,2}(?:\\.|st|nd|rd|th|er|º|ª)?[ -][^\\d\\n]{2,30}?${year}(?!\\d)`, 'u'),
  // May 5, 2025; 2025. máj. 5.
  new RegExp(`(?<!\\p{L})\\p{L}{3,}\\.? \\d{1,2}(?:st|nd|rd|th)?,? ${year}(?!\\d)`, 'u'),
  new RegExp(`${year}\\.? \\p{L}{2,}\\.? \\d{1,2}(?!\\d)`, 'u'),
];
const time = /(?<!\d)\d{1,2} ?[:.h時点點시] ?\d{2}(?!\d)/;

export function hasAddress(line: string): boolean {
  return address.test(line);
}

export function hasBracketedAddress(line: string): boolean {
  return bracketedAddress.test(line);
}

export function hasDate(line: string): boolean {
  return dates.some((form) => form.test(line));
}

export function hasTime(line: string): boolean {
  return time.test(line);
}

/** A line of a quote as mail programs mark them. */
export function isQuoted(line: string): boolean {
  return /^\s{0,3}>/.test(line);
}

/** A line of nothing but a rule. */
export function isRule(line: string): boolean {
  return /^\s*(?:[-_=*~#—–―]\s?){3,}\s*$/.test(line);
}
