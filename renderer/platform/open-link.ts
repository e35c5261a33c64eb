import type { Desktop } from './desktop.ts';

/** Opens https:, mailto: and tel: outside Postroom; rejects for anything else. */
export async function openLink(desktop: Desktop, url: string): Promise<void> {
  const answer = await desktop.call('links.open', { url });
  // The web edition's host cannot open a tab; the browser does, after the host has looked at the address.
  if (answer.url !== null) window.open(answer.url, '_blank', 'noopener,noreferrer');
}
