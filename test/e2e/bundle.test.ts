import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const renderer = path.resolve(import.meta.dirname, '../../out/renderer');

/** With the program itself: the zlib inside Node packs WebAssembly a sixth worse. */
async function measureGzipped(file: string): Promise<number> {
  const { stdout } = await promisify(execFile)('gzip', ['--best', '--stdout', file], {
    encoding: 'buffer',
    maxBuffer: 10_000_000,
  });
  return stdout.length;
}

test('the built renderer, spelling engine and fonts included, is under 1 MB gzipped', async () => {
  const entries = await readdir(renderer, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const sizes = await Promise.all(files.map(measureGzipped));
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
