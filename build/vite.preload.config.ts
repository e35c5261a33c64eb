import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** The preload: one CommonJS file, since a sandboxed preload cannot be an ES module nor load another file. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  publicDir: false,
  build: {
    lib: { entry: 'electron/preload/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    outDir: 'out/electron',
    emptyOutDir: false,
    target: 'chrome140',
    minify: false,
    rolldownOptions: { external: ['electron'] },
  },
});
