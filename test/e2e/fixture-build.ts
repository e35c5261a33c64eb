import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';

export interface FixtureBuild extends AsyncDisposable {
  /** Holds `electron/` and `renderer/`, for `built` of the editions. */
  readonly folder: string;
}

const root = path.resolve(import.meta.dirname, '../..');

/**
 * The real main process and preload, built aside, with the given pages in place of the screens: what the host must do
 * is shown without them. On the web the bridge is the real one, from `renderer/platform/`.
 */
export async function buildFixture(pages: Readonly<Record<string, string>>): Promise<FixtureBuild> {
  const folder = await mkdtemp(path.join(tmpdir(), 'postroom-built-'));
  const outDir = path.join(folder, 'electron');
  for (const name of ['main', 'preload']) {
    await build({
      configFile: path.join(root, `build/vite.${name}.config.ts`),
      logLevel: 'warn',
      build: { outDir, emptyOutDir: false },
    });
  }
  const renderer = path.join(folder, 'renderer');
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: renderer,
      emptyOutDir: false,
      target: 'chrome140',
      minify: false,
      lib: {
        entry: path.join(root, 'renderer/platform/web-bridge.ts'),
        formats: ['es'],
        fileName: () => 'bridge.js',
      },
    },
  });
  await mkdir(renderer, { recursive: true });
  for (const [name, text] of Object.entries(pages)) await writeFile(path.join(renderer, name), text);
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** A page that has the bridge, and tells what the host pushes. */
export const fixturePages = {
  'index.html': `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Fixture</title>
<script type="module" src="./main.js"></script></head><body><h1>Fixture</h1></body></html>`,
  'main.js': `import { createWebBridge } from './bridge.js';
if (!window.postroom) Object.defineProperty(window, 'postroom', { value: createWebBridge(), enumerable: true });
window.seen = [];
window.postroom.onEvent((event) => window.seen.push(event));
document.body.dataset.ready = 'true';`,
} as const;
