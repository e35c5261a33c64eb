import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';

// With fflate, whose result is gzip's: the zlib inside Node packs WebAssembly a sixth worse.
const renderer = path.resolve(import.meta.dirname, '../../out/renderer');

test('the built renderer, spelling engine and fonts included, is under 1 MB gzipped', async () => {
  const entries = await readdir(renderer, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map(async (file) => gzipSync(await readFile(file), { level: 9 }).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`renderer: ${(total / 1000).toFixed(0)} kB gzipped in ${files.length} files`);
  expect(total).toBeGreaterThan(100_000);
  expect(total).toBeLessThan(1_000_000);
});

test('nothing in the built page runs inline or comes from elsewhere', async () => {
  const page = await readFile(path.join(renderer, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/i);
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//i);
});
