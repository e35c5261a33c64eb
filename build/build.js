// Builds what a browser engine runs: the renderer, the desktop's main process and its preload. The backend and the
// web edition run from their TypeScript sources.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensurePackages, handOver, projectNode, root } from './bootstrap.js';

const mark = path.join(root, 'out/.built');
const targets = [
  'build/vite.renderer.config.ts',
  'build/vite.main.config.ts',
  'build/vite.preload.config.ts',
];

/** Names the state of all sources by path, size and time of change. */
function sourceState() {
  const hash = createHash('sha256');
  /** @param {string} folder */
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) walk(file);
      else if (!entry.name.includes('.test.')) {
        const { size, mtimeMs } = statSync(file);
        hash.update(`${file}:${size}:${mtimeMs}\n`);
      }
    }
  };
  for (const folder of ['contract', 'electron', 'renderer', 'build']) walk(path.join(root, folder));
  hash.update(readFileSync(path.join(root, 'package-lock.json')));
  return hash.digest('hex');
}

/** Builds if a source has changed since the last build. */
export async function buildIfNeeded() {
  const state = sourceState();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === state) return;
  const started = performance.now();
  const { build } = await import('vite');
  for (const configFile of targets)
    await build({ configFile: path.join(root, configFile), logLevel: 'warn' });
  writeFileSync(mark, state);
  console.log(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
}

if (process.argv[1] === import.meta.filename) {
  ensurePackages();
  if (process.execPath === projectNode()) await buildIfNeeded();
  else handOver('build/build.js', process.argv.slice(2));
}
