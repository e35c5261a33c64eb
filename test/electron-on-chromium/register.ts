// node --import ./register.ts main.js: `electron` becomes the stand-in, for ES modules and CommonJS alike.
import { registerHooks } from 'node:module';

const standIn = {
  url: new URL('./electron.ts', import.meta.url).href,
  format: 'module-typescript',
  shortCircuit: true,
} as const;

registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/(main|common))?$/.test(specifier) ? standIn : next(specifier, context),
});
