/**
 * Whether an address fits the pattern of a service access, in which `*` stands for any run of characters, none
 * included (M13). Upper and lower case count the same. `support+order7@…` fits `support@…` as well (M2). Linear
 * enough for any pattern: no expression engine is involved.
 */
export function matchesAddress(pattern: string, address: string): boolean {
  const wanted = fold(pattern);
  return spellings(fold(address)).some((spelling) => fits(wanted, spelling));
}

/** As addresses are compared: composed, lower-case, without a final dot. */
function fold(address: string): string {
  return address.trim().normalize('NFC').toLowerCase().replace(/\.$/, '');
}

/** The address itself, then without its plus part. */
function spellings(address: string): readonly string[] {
  const at = address.lastIndexOf('@');
  const plus = address.indexOf('+');
  return plus > 0 && plus < at ? [address, address.slice(0, plus) + address.slice(at)] : [address];
}

/** Greedy walk: on a mismatch the last star takes one sign more. */
function fits(pattern: string, text: string): boolean {
  let inPattern = 0;
  let inText = 0;
  let star = -1;
  let starEnd = 0;
  while (inText < text.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern++;
      starEnd = inText;
    } else if (pattern[inPattern] === text[inText]) {
      inPattern++;
      inText++;
    } else if (star !== -1) {
      inPattern = star + 1;
      inText = ++starEnd;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}
