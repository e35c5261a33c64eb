/**
 * Chromium cannot serve a scheme of an app, so `app://bundle/x` is shown as `https://bundle.app.test/x`. Both ways
 * are here; everything outside this folder sees the app's own scheme.
 */
const registered = new Map<string, Electron.Privileges>();

export function registerScheme(scheme: string, privileges: Electron.Privileges): void {
  if (!privileges.standard || !privileges.secure) {
    throw new Error(`the stand-in shows a standard and secure scheme only; ${scheme} is not`);
  }
  registered.set(scheme, privileges);
}

export function toShown(address: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/.exec(address);
  const [, scheme = '', host = '', rest = ''] = match ?? [];
  return registered.has(scheme) ? `https://${host}.${scheme}.test${rest === '' ? '/' : rest}` : address;
}

export function toOwn(address: string): string {
  const match = /^https:\/\/([^/?#]*)\.([a-z][a-z0-9+.-]*)\.test(\/.*)?$/.exec(address);
  const [, host = '', scheme = '', rest = '/'] = match ?? [];
  return registered.has(scheme) ? `${scheme}://${host}${rest}` : address;
}
