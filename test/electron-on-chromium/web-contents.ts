import { EventEmitter } from 'node:events';
import { makeEvent } from './preventable-event.ts';
import { toOwn } from './schemes.ts';
import type { StandInSession } from './session.ts';
import type { WindowPage } from './window-page.ts';

type OpenHandler = Parameters<Electron.WebContents['setWindowOpenHandler']>[0];

/** The page within a window, as the app sees it. */
export class WebContents extends EventEmitter {
  readonly id: number;
  readonly session: StandInSession;
  readonly #page: () => Promise<WindowPage>;
  #openHandler: OpenHandler | null = null;

  constructor(id: number, session: StandInSession, page: () => Promise<WindowPage>) {
    super();
    this.id = id;
    this.session = session;
    this.#page = page;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }
  /** Asked when a page wants a second window, which the stand-in cannot open. */
  judgeWindow(url: string): void {
    const details = { url: toOwn(url), frameName: '', features: '', disposition: 'foreground-tab' };
    const decision = this.#openHandler?.(details as never);
    if (decision?.action !== 'deny') throw new Error('the stand-in opens no window for a page');
  }
  refusesNavigation(url: string, isMainFrame: boolean): boolean {
    const details = { url, isMainFrame, isSameDocument: false };
    const anyFrame = makeEvent(details);
    this.emit('will-frame-navigate', anyFrame);
    if (!isMainFrame) return anyFrame.defaultPrevented;
    const mainFrame = makeEvent(details);
    this.emit('will-navigate', mainFrame, url);
    return anyFrame.defaultPrevented || mainFrame.defaultPrevented;
  }

  send(channel: string, ...args: unknown[]): void {
    void this.#page().then((page) => page.send(channel, args));
  }
  reload(): void {
    void this.#page().then((page) => page.reload());
  }
}
