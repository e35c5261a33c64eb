import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * The main process of the desktop: one ES module with everything in it but Electron and Node. The optional native
 * parts of `ws` are left out: it works without them.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
  ssr: { noExternal: true },
  build: {
    ssr: 'electron/main/main.ts',
    outDir: 'out/electron',
    emptyOutDir: false,
    target: 'node24',
    minify: false,
    rolldownOptions: {
      external: ['electron', /^node:/, ...builtinModules],
      output: { format: 'es', entryFileNames: 'main.js' },
    },
  },
});
