import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'vite';

const executablePath = process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium';
const origin = 'https://reader.test/';

export interface ReaderPage extends AsyncDisposable {
  readonly page: Page;
  /** Every request that left the page since it was opened, the page itself left out. */
  readonly requests: readonly string[];
  /** Every `alert`, `confirm` and `prompt`: a script of a mail has run. */
  readonly dialogs: readonly string[];
}

/** The sanitiser and the mail document of the renderer, built into one script that sets `globalThis.reader`. */
async function buildReader(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    root: fileURLToPath(new URL('../..', import.meta.url)),
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('reader.js', import.meta.url)),
        formats: ['iife'],
        name: 'reader',
      },
    },
  });
  const output = Array.isArray(built) ? built[0] : built;
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (!chunk) throw new Error('the reader was not built');
  return chunk.code;
}

/** A page with the reader in it, on a network that is watched and leads nowhere. */
export async function openReader(): Promise<ReaderPage> {
  const script = await buildReader();
  const browser: Browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const context = await browser.newContext();
  const requests: string[] = [];
  const dialogs: string[] = [];
  await context.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === origin) {
      await route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Reader</title><body>' });
      return;
    }
    requests.push(url);
    await route.abort();
  });
  const page = await context.newPage();
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    // It goes with its frame when that is taken away first.
    dialog.dismiss().catch(() => undefined);
  });
  await page.goto(origin);
  await page.addScriptTag({ content: script });
  return {
    page,
    requests,
    dialogs,
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
