import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const root = fileURLToPath(new URL('../renderer', import.meta.url));

/**
 * The renderer: relative addresses, since the desktop serves it from `app://bundle/` and the web edition from its
 * own origin; nothing inline, since both send a content security policy without inline scripts.
 */
export default defineConfig({
  root,
  base: './',
  // Of the words of React Aria only those of the languages that the screens speak.
  plugins: [react(), optimizeLocales.vite({ locales: ['en', 'fr'] })],
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('../out/renderer', import.meta.url)),
    emptyOutDir: true,
    // Electron 45 and the browsers of the last year.
    target: 'chrome140',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      onLog: (level, log, handle) => {
        // hunspell-wasm asks for Node's `module` only where it runs on Node.
        if (!log.message.includes('Module "module" has been externalized')) handle(level, log);
      },
    },
  },
});
