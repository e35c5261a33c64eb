import { protocol, type Session } from 'electron';
import { readRendererFile } from '../services/renderer-files.ts';

const scheme = 'app';
const host = 'bundle';

/** Where the renderer lives. A scheme of our own: no `file:`, so no path of the machine is within its origin. */
export const rendererAddress = `${scheme}://${host}/index.html`;

/** True for addresses of our own renderer. Custom schemes have no `origin` in Node, hence by parts. */
export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === `${scheme}:` && url.host === host;
}

/** Before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built renderer in `folder`, with the policy of every page, and nothing else. */
export function serveRenderer(session: Session, folder: string): void {
  session.protocol.handle(scheme, async (request) => {
    if (!isOwnAddress(request.url) || request.method !== 'GET')
      return new Response('refused', { status: 403 });
    const { status, headers, body } = await readRendererFile(folder, new URL(request.url).pathname);
    return new Response(new Uint8Array(body), { status, headers });
  });
}
