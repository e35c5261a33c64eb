export const ownScheme = 'app';
const ownHost = 'bundle';

/** Where the renderer lives. A scheme of our own: no `file:`, so no path of the machine is within its origin. */
export const rendererAddress = `${ownScheme}://${ownHost}/index.html`;

/** True for addresses of our own renderer. Custom schemes have no `origin` in Node, hence by parts. */
export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === `${ownScheme}:` && url.host === ownHost;
}
