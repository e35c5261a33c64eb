/** True for what may stand behind a link of a mail. Addresses without a scheme get one from {@link readLinkAddress}. */
export function isMailLink(url: string): boolean {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/iu.exec(url)?.[1]?.toLowerCase();
  return scheme === undefined || ['http', 'https', 'mailto', 'tel'].includes(scheme);
}

/** What a person typed as the target of a link, made whole; null: no address that a mail may link to. */
export function readLinkAddress(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || /\s/u.test(text)) return null;
  if (/^(?:https?:\/\/|mailto:|tel:)\S/iu.test(text)) return text;
  if (/^[^@/:]+@[^@/:]+\.[^@/:]+$/u.test(text)) return `mailto:${text}`;
  if (/^\+?[\d\-()./]{5,}$/u.test(text)) return `tel:${text}`;
  if (/^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?:[:/?#]\S*)?$/u.test(text)) return `https://${text}`;
  return null;
}
