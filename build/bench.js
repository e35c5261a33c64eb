// `npm run bench`: runs the benchmarks of test/bench one after the other; `npm run bench -- mail-in` runs one.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ensurePackages, handOver, projectNode, root } from './bootstrap.js';
import { ensureSystemPackages } from './system-packages.js';

ensurePackages();
ensureSystemPackages();
if (process.execPath === projectNode()) {
  const { buildIfNeeded } = await import('./build.js');
  await buildIfNeeded();
  const wanted = process.argv.slice(2);
  const scripts = readdirSync(path.join(root, 'test/bench'))
    .filter((name) => name.endsWith('.bench.ts'))
    .filter((name) => wanted.length === 0 || wanted.some((part) => name.startsWith(part)));
  for (const name of scripts) {
    console.log(`\n# ${name}`);
    const { status } = spawnSync(process.execPath, [path.join('test/bench', name)], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) process.exitCode = 1;
  }
} else {
  handOver('build/bench.js', process.argv.slice(2));
}
