const anyBytes = 'application/octet-stream';
/** With its CRLF (RFC 5322 section 2.1.1). */
const longestLine = 1000;

/**
 * The type that a file is attached as. Composite types say how a mail is built and may not be encoded (RFC 2045 section
 * 6.4), so a file goes out as one only where it is that: a mail in 7bit, which passes every server as it is (RFC 2046
 * section 5.2.1). All others are bytes.
 */
export function sentType({ type, bytes }: { readonly type: string; readonly bytes: Buffer }): string {
  const plain = type.split(';')[0]?.trim().toLowerCase() ?? '';
  if (plain === 'message/rfc822') return isSevenBitMail(bytes) ? plain : anyBytes;
  return /^(multipart|message)\//.test(plain) ? anyBytes : type;
}

function isSevenBitMail(bytes: Buffer): boolean {
  if (!/^[!-9;-~]+:/.test(bytes.toString('latin1', 0, longestLine))) return false;
  let from = 0;
  while (from < bytes.length) {
    const end = bytes.indexOf('\r\n', from);
    const next = end === -1 ? bytes.length : end + 2;
    if (next - from > longestLine) return false;
    for (let at = from; at < (end === -1 ? next : end); at++) {
      const byte = bytes[at] ?? 0;
      if (byte === 0 || byte === 0x0a || byte === 0x0d || byte > 0x7f) return false;
    }
    from = next;
  }
  return true;
}
