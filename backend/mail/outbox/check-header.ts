/** Fields of which a mail has one at most (RFC 5322 section 3.6): a second one is how an injected field shows. */
const single = new Set([
  'from', 'sender', 'reply-to', 'to', 'cc', 'subject', 'date', 'message-id', 'in-reply-to', 'references',
  'mime-version', 'content-type',
]); // prettier-ignore

/**
 * The last look before a mail leaves, at its bytes and whoever made them: what would let one field pass for two, or
 * one mail for two, does not go out.
 * @returns what is wrong with the header, in words; null if nothing is
 */
export function findHeaderFault(raw: Buffer): string | null {
  const end = headerEnd(raw);
  const header = raw.subarray(0, end).toString('latin1');
  if (header.includes('\0')) return 'A header field holds NUL.';
  if (/\r(?!\n)|(?<!\r)\n/.test(header)) return 'A header field holds a CR or LF of its own.';
  const seen = new Set<string>();
  for (const field of header.replace(/\r\n$/, '').split(/\r\n(?![ \t])/)) {
    const name = /^([!-9;-~]+)[ \t]*:/.exec(field)?.[1]?.toLowerCase();
    if (name === undefined) return 'The header holds a line that is no field.';
    if (name === 'bcc') return 'The header names blind copies.';
    if (single.has(name) && seen.has(name)) return `The header has more than one ${name} field.`;
    seen.add(name);
  }
  return seen.has('from') ? null : 'The header names no sender.';
}

/** Behind the CRLF of the last field, or where anything else looks like the empty line that ends a header. */
function headerEnd(raw: Buffer): number {
  const ends = ['\r\n\r\n', '\n\n', '\r\r', '\n\r\n']
    .map((mark) => raw.indexOf(mark))
    .filter((at) => at !== -1);
  const first = Math.min(...ends, raw.length);
  return raw.indexOf('\r\n\r\n') === first ? first + 2 : Math.min(first + 2, raw.length);
}
