/** Where a link leads, written for a person: the host as the browser resolves it (punycode), nothing decoded. */
export function describeTarget(href: string): string | null {
  const url = URL.parse(href);
  if (!url) return null;
  return url.protocol === 'mailto:' || url.protocol === 'tel:' ? href.slice(0, 300) : url.href.slice(0, 300);
}

const looksLikeAddress = /^(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+[\p{L}]{2,})(?:[/:?#]|$)/iu;

function withoutWww(host: string): string {
  return host.replace(/^www\./, '');
}

/** True if a link shows one site and leads to another: `https://bank.example` that opens `evil.example`. */
export function isMisleading(text: string, href: string): boolean {
  const shown = looksLikeAddress.exec(text.trim())?.[1];
  const target = URL.parse(href);
  if (!shown || !target?.hostname) return false;
  const shownHost = URL.parse(`https://${shown}`)?.hostname;
  if (!shownHost) return false;
  const [a, b] = [withoutWww(shownHost), withoutWww(target.hostname)];
  return a !== b && !b.endsWith(`.${a}`);
}
