/** True for an `href` that leads, or could lead, out of the folder of the response file. */
export function isRefusedPath(href: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|[\\/])/i.test(href) || /[\\\0]/.test(href) || href.split('/').includes('..');
}
