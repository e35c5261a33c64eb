// Keystroke to screen with spelling on, in the whole reply view on a draft of 600 words, beside the same with spelling
// off. Prints medians and the ratio; the milliseconds are those of this machine.
import react from '@vitejs/plugin-react';
import { chromium, type Browser } from 'playwright-core';
import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';

declare global {
  interface Window {
    /** Milliseconds from each key to the drawn frame, as the page measures them. */
    readonly keystrokes: number[];
  }
}

const root = fileURLToPath(new URL('../../renderer/testing/keystroke-page', import.meta.url));
const outDir = fileURLToPath(new URL('../../out/bench/keystroke-page', import.meta.url));
const typed = 'We have looked at your contract agian and will send the corected bill tomorow morning. ';
const rounds = 5;

async function measure(browser: Browser, address: string, query: string): Promise<number[]> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  await page.goto(`${address}?${query}`);
  await page.waitForSelector(query.includes('spelling=off') ? '.mail-document' : '.misspelling');
  await page.locator('.mail-document').click();
  await page.keyboard.press('Control+Home');
  // Once to warm up; that round is thrown away.
  await page.keyboard.type(typed);
  await page.evaluate(() => {
    window.keystrokes.length = 0;
  });
  for (let round = 0; round < rounds; round += 1) await page.keyboard.type(typed, { delay: 15 });
  await page.waitForFunction((count) => window.keystrokes.length >= count, rounds * typed.length);
  const times = await page.evaluate(() => window.keystrokes);
  await page.close();
  return times.sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function describe(name: string, times: readonly number[]): void {
  const [median, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(times, share).toFixed(1));
  console.log(`${name.padEnd(34)} median ${median} ms, p95 ${p95} ms, p99 ${p99} ms (${times.length} keys)`);
}

await build({
  root,
  base: './',
  configFile: false,
  logLevel: 'error',
  plugins: [react()],
  worker: { format: 'es' },
  build: { outDir, emptyOutDir: true, target: 'chrome140', assetsInlineLimit: 0 },
});
const server = await preview({
  root,
  configFile: false,
  logLevel: 'error',
  build: { outDir },
  preview: { host: '127.0.0.1', port: 0, strictPort: false },
});
const address = server.resolvedUrls?.local[0];
if (address === undefined) throw new Error('the page is not served');
const browser = await chromium.launch({
  executablePath: process.env['POSTROOM_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const off = await measure(browser, address, 'spelling=off');
  const english = await measure(browser, address, 'culture=en-US');
  const german = await measure(browser, address, 'culture=de-DE');
  describe('spelling off', off);
  describe('English (nspell)', english);
  describe('German (Hunspell in WebAssembly)', german);
  const ratio = (times: readonly number[]) => (quantile(times, 0.5) / quantile(off, 0.5)).toFixed(2);
  console.log(`median with spelling / without: English ${ratio(english)}, German ${ratio(german)}`);
} finally {
  await browser.close();
  await server.close();
}
