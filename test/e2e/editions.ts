import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { DesktopBridge } from '../../contract/desktop.ts';
import { startWebHost } from '../../electron/web/web-host.ts';
import { startStandIn, type StandInProcess } from './stand-in-process.ts';

declare global {
  interface Window {
    /** What every page of either edition has. */
    readonly postroom: DesktopBridge;
  }
}

export interface EditionOptions {
  /** Address of the routing backend. */
  readonly backend: string | URL;
  /** The folder for drafts, words and dictionaries; give the same again to start where the last run ended. */
  readonly profile: string;
  /** The folder that holds the built `electron/` and `renderer/`; `out/` of the repository by default. */
  readonly built?: string;
  /** The person's language (BCP 47). */
  readonly locale?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The agent desktop of one agent, in whichever edition: the same specs drive both through `page`. */
export interface Edition extends AsyncDisposable {
  readonly kind: 'desktop' | 'web';
  readonly page: Page;
  /** Ends it as a person would; what it started is gone when this resolves. */
  readonly stop: () => Promise<void>;
}

export interface DesktopEdition extends Edition, Pick<StandInProcess, 'ask' | 'record' | 'kill' | 'ended'> {
  readonly kind: 'desktop';
}

export interface WebEdition extends Edition {
  readonly kind: 'web';
  readonly url: string;
  /** Another browser at the same host: another agent. */
  readonly openBrowser: () => Promise<Page>;
}

const outFolder = path.resolve(import.meta.dirname, '../../out');
const windowSize = { width: 1360, height: 860 };

/** The unmodified built main process and preload, on the stand-in for Electron. Needs a build before. */
export async function openDesktopEdition(options: EditionOptions): Promise<DesktopEdition> {
  const { backend, profile, built = outFolder, locale = 'en-US', env = {} } = options;
  const standIn = await startStandIn({
    main: path.join(built, 'electron/main.js'),
    env: {
      POSTROOM_BACKEND: String(backend),
      POSTROOM_PROFILE: profile,
      STAND_IN_LOCALE: locale,
      ...env,
    },
  });
  return { kind: 'desktop', ...standIn, [Symbol.asyncDispose]: standIn.stop };
}

/** The web edition's host, and a browser of its own at it. Needs a build of the renderer before. */
export async function openWebEdition(options: EditionOptions): Promise<WebEdition> {
  const { backend, profile, built = outFolder, locale = 'en-US' } = options;
  const host = await startWebHost({ backend, profile, renderer: path.join(built, 'renderer') });
  let browser: Browser | null = null;

  async function stop(): Promise<void> {
    await browser?.close();
    await host.stop();
  }
  async function openBrowser(): Promise<Page> {
    browser ??= await launchBrowser();
    const context = await browser.newContext({ locale, viewport: windowSize });
    const page = await context.newPage();
    await page.goto(host.url);
    return page;
  }
  try {
    const page = await openBrowser();
    return { kind: 'web', page, url: host.url, openBrowser, stop, [Symbol.asyncDispose]: stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Both editions by name, for specs that run on each. */
export const editions = {
  desktop: openDesktopEdition,
  web: openWebEdition,
} satisfies Record<Edition['kind'], (options: EditionOptions) => Promise<Edition>>;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking'],
  });
}
