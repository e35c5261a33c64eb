import { protocol, type Session } from 'electron';
import { readRendererFile } from '../services/renderer-files.ts';
import { isOwnAddress, ownScheme as scheme } from './own-address.ts';

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
