import type { BrowserContext, Page } from 'playwright-core';
import { app } from './app.ts';
import { ipcMain, type FrameDescription } from './ipc-main.ts';
import { Menu } from './menu.ts';
import { answerRequest, type NavigationJudge } from './page-requests.ts';
import { openIsolatedWorld, type IsolatedWorld } from './page/isolated-world.ts';
import type { FromPreload, ToPreload } from './page/preload-world.ts';
import { createStructuredText } from './page/structured-text.ts';
import { toOwn, toShown } from './schemes.ts';
import type { StandInSession } from './session.ts';
import type { WebContents } from './web-contents.ts';
import { watchWindowOpenings } from './window-openings.ts';

export interface WindowPageOptions {
  readonly contents: WebContents;
  readonly preload: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly onReadyToShow: () => void;
  readonly onClosed: () => void;
}

/** The page of Chromium that is a window. */
export interface WindowPage {
  readonly load: (url: string) => Promise<void>;
  readonly reload: () => Promise<void>;
  readonly send: (channel: string, args: readonly unknown[]) => Promise<void>;
  readonly bringToFront: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const text = createStructuredText();
const judges = new Map<Page, NavigationJudge>();
let opening = 0;

export async function openWindowPage(options: WindowPageOptions): Promise<WindowPage> {
  const { contents, size } = options;
  const context = await contents.session.context(() => openContext(contents.session));
  const page = await openPage(context);
  let loadedByApp = false;
  judges.set(page, {
    isLoadedByApp: () => loadedByApp,
    refuses: (url, isMainFrame) => contents.refusesNavigation(url, isMainFrame),
  });
  await page.setViewportSize(size);
  const cdp = await context.newCDPSession(page);
  await watchWindowOpenings(page, cdp, (url) => {
    contents.judgeWindow(url);
  });
  const world = await openIsolatedWorld(cdp, options.preload, (message, answer) => {
    void receive(contents, frameOf(page), message, answer);
  });
  page.on('close', () => {
    judges.delete(page);
    options.onClosed();
  });
  page.once('load', options.onReadyToShow);

  async function byApp(work: () => Promise<unknown>): Promise<void> {
    loadedByApp = true;
    try {
      await work();
    } finally {
      loadedByApp = false;
    }
  }
  return windowPage(page, world, byApp);
}

function windowPage(
  page: Page,
  world: IsolatedWorld,
  byApp: (work: () => Promise<unknown>) => Promise<void>,
): WindowPage {
  return {
    load: (url) => byApp(() => page.goto(toShown(url))),
    reload: () => byApp(() => page.reload()),
    send: (channel, args) => world.post({ type: 'event', channel, args: text.encode([...args]) }),
    bringToFront: () => page.bringToFront(),
    close: () => page.close(),
  };
}

async function openContext(session: StandInSession): Promise<BrowserContext> {
  session.requirePermissionsDenied();
  const browser = await app.browser();
  const context = await browser.newContext({ locale: app.getLocale() });
  await context.route('**/*', (route) => {
    const page = pageOf(() => route.request().frame().page());
    return answerRequest(session, page ? (judges.get(page) ?? null) : null, route).catch((cause: unknown) => {
      if (!/closed|already handled/i.test(String(cause)))
        process.stderr.write(`stand-in: ${String(cause)}\n`);
    });
  });
  context.on('page', (page) => {
    // Opened by a page, not by the app.
    if (opening === 0 && !judges.has(page)) void page.close();
  });
  return context;
}

/** A request of a worker, or of a page that is just being opened, has no frame to name. */
function pageOf(find: () => Page): Page | null {
  try {
    return find();
  } catch {
    return null;
  }
}

async function openPage(context: BrowserContext): Promise<Page> {
  opening += 1;
  try {
    return await context.newPage();
  } finally {
    opening -= 1;
  }
}

function frameOf(page: Page): FrameDescription {
  return { url: toOwn(page.url()), parent: null };
}

async function receive(
  contents: WebContents,
  senderFrame: FrameDescription,
  message: FromPreload,
  answer: (message: ToPreload) => Promise<void>,
): Promise<void> {
  if (message.type === 'key') {
    Menu.press(message);
    return;
  }
  const { number, channel } = message;
  try {
    const args = text.decode(message.args) as unknown[];
    const value = await ipcMain.invoke({ type: 'frame', sender: contents, senderFrame }, channel, args);
    await answer({ type: 'answer', number, value: text.encode(value) });
  } catch (cause) {
    await answer({
      type: 'failure',
      number,
      message: cause instanceof Error ? cause.message : String(cause),
    });
  }
}
