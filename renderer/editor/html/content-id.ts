/** The content id in a `cid:` address (RFC 2392), percent-decoded; null: another kind of address. */
export function readContentId(address: string): string | null {
  const encoded = /^cid:(.+)$/iu.exec(address.trim())?.[1];
  if (encoded === undefined) return null;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** The address under which the HTML of a mail names a picture. */
export function writeContentId(contentId: string): string {
  return `cid:${contentId}`;
}
