import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { calls } from '../../contract/desktop.ts';

test('the preload offers the calls of the contract, each on its own channel, and nothing else', async () => {
  const source = await readFile(new URL('./preload.ts', import.meta.url), 'utf8');
  const entries = [...source.matchAll(/^ {2}'([\w.]+)': \(input\) => invoke\('call:([\w.]+)', input\),$/gm)];
  expect(entries.map(([, name]) => name)).toEqual(Object.keys(calls));
  expect(entries.map(([, , channel]) => channel)).toEqual(Object.keys(calls));
  expect(source.match(/exposeInMainWorld/g)).toHaveLength(1);
});
