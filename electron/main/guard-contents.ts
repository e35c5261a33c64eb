import { app, type Session, type WebContents } from 'electron';
import { parseOutsideLink } from '../services/links.ts';
import { isOwnAddress } from './own-address.ts';

/**
 * Every page of the app, of whatever window, stays where it is: no navigation, no second window, no webview. A click
 * on a harmless link opens outside.
 */
export function guardContents(openOutside: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    guard(contents, openOutside);
  });
}

function guard(contents: WebContents, openOutside: (url: string) => void): void {
  contents.setWindowOpenHandler(({ url }) => {
    const link = tryParse(url);
    if (link !== null) openOutside(link);
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => {
    // Its own address: the screens load themselves again after a failure.
    if (!isOwnAddress(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    // A mail is shown in a frame by `srcdoc`; a link in it must not load anything there.
    if (!event.isMainFrame && event.url !== 'about:srcdoc' && !isOwnAddress(event.url))
      event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
}

function tryParse(url: string): string | null {
  try {
    return parseOutsideLink(url);
  } catch {
    return null;
  }
}

/** No camera, position, notification of the page itself … : the screens need none. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => {
    decide(false);
  });
  session.setPermissionCheckHandler(() => false);
}
