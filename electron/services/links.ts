import { ExpectedError } from '../../contract/error.ts';

/** What may be handed to the system. Any other scheme starts programs or reads files (`file:`, `ms-msdt:`, `smb:` …). */
const allowedSchemes: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:', 'tel:']);

/**
 * The address to open outside, as the URL parser writes it: what is judged is what is opened. Fails with
 * `not-allowed` for anything that is no absolute address of an allowed scheme.
 */
export function parseOutsideLink(text: string): string {
  const url = URL.parse(text);
  if (!url || !allowedSchemes.has(url.protocol)) {
    const scheme = url?.protocol ?? 'no scheme';
    throw new ExpectedError('not-allowed', `only web, mail and telephone links are opened, not ${scheme}`);
  }
  const hasHost = url.protocol === 'https:' || url.protocol === 'http:';
  if (hasHost && url.hostname === '') throw new ExpectedError('not-allowed', 'the link names no host');
  return url.href;
}
