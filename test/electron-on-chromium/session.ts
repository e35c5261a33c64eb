import type { BrowserContext } from 'playwright-core';
import { app } from './app.ts';
import { registerScheme } from './schemes.ts';

type ProtocolHandler = (request: Request) => Response | Promise<Response>;
type RequestHandler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>;
type CheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>;

export const protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged'> = {
  registerSchemesAsPrivileged(schemes) {
    app.requireNotReady('protocol.registerSchemesAsPrivileged');
    for (const { scheme, privileges } of schemes) registerScheme(scheme, privileges ?? {});
  },
};

/** One profile of the browser, with the schemes it serves and what pages may ask for. */
export class StandInSession {
  readonly handlers = new Map<string, ProtocolHandler>();
  readonly protocol = {
    handle: (scheme: string, handler: ProtocolHandler) => {
      if (this.handlers.has(scheme)) throw new Error(`a second handler for ${scheme}:`);
      this.handlers.set(scheme, handler);
    },
  };
  #requestHandler: RequestHandler | null = null;
  #checkHandler: CheckHandler | null = null;
  #context: Promise<BrowserContext> | null = null;

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#requestHandler = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#checkHandler = handler;
  }
  /** Chromium's pages here are granted nothing, as they are in an app that denies everything. */
  requirePermissionsDenied(): void {
    let granted = false;
    this.#requestHandler?.(undefined as never, 'geolocation', (answer) => (granted = answer), {} as never);
    granted ||= this.#checkHandler?.(null, 'geolocation', '', {} as never) ?? true;
    if (!this.#requestHandler || granted)
      throw new Error('the stand-in runs an app only that denies permissions');
  }

  context(open: () => Promise<BrowserContext>): Promise<BrowserContext> {
    this.#context ??= open();
    return this.#context;
  }
}

const defaultSession = new StandInSession();

export const session = {
  get defaultSession(): StandInSession {
    app.requireReady('session');
    return defaultSession;
  },
};
