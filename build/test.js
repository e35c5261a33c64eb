// `npm test`: everything the tests need, then all of them. Arguments go to vitest: `npm test -- --project node routing`.
import path from 'node:path';
import { ensurePackages, handOver, projectNode, root } from './bootstrap.js';
import { ensureSystemPackages } from './system-packages.js';

ensurePackages();
ensureSystemPackages();
if (process.execPath === projectNode()) {
  const { buildIfNeeded } = await import('./build.js');
  await buildIfNeeded();
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  process.argv = [
    process.execPath,
    vitest,
    'run',
    '--config',
    'build/vitest.config.ts',
    ...process.argv.slice(2),
  ];
  process.chdir(root);
  await import(vitest);
} else {
  handOver('build/test.js', process.argv.slice(2));
}
