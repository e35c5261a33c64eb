import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dictionaries } from './dictionaries.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postroom-dictionaries-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ status: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const status = await runCommand(dictionaries, args, {
    stdin: Readable.from([]),
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    env: { POSTROOM_DATA: 'data' },
    cwd: folder,
    signal: new AbortController().signal,
  });
  return { status, out: out.join('\n'), err: err.join('\n') };
}

test('several cultures are installed by one command and listed with engine, origin and licence', async () => {
  const installed = await run('install', 'en-US', 'es-ES');
  expect(installed).toMatchObject({ status: 0, err: '' });
  expect(installed.out).toContain(
    'en-US: installed from npm:dictionary-en@4.0.0 (MIT AND BSD); engine nspell: exact',
  );
  expect(await readFile(join(folder, 'data/Spelling/es-ES/Grammar.aff'), 'utf8')).toContain('SET UTF-8');
  const listed = await run('list');
  expect(listed.status).toBe(0);
  expect(listed.out).toMatch(
    /en-US +English - United States: nspell, 0\.6 MB, npm:dictionary-en@4\.0\.0, MIT AND BSD/,
  );
  expect(listed.out).toMatch(/Ready to install: .*sv-SE/);
});

test('one culture that cannot be had does not keep the others from being installed', async () => {
  const result = await run('install', 'ja-JP', '../x', 'en-GB');
  expect(result.status).toBe(1);
  expect(result.err).toContain('ja-JP: there is no dictionary for ja-JP');
  expect(result.err).toContain('../x: "../x" is not a culture name');
  expect(result.out).toContain('en-GB: installed');
});

test('a pair of files is converted on the way in', async () => {
  await writeFile(join(folder, 'cs.aff'), 'SET ISO8859-2\n');
  await writeFile(join(folder, 'cs.dic'), Buffer.from([0x31, 0x0a, 0xb9, 0x65, 0x0a]));
  const result = await run('install', 'cs-CZ', '--dic', 'cs.dic', '--aff', 'cs.aff', '--folder', 'there');
  expect(result).toMatchObject({ status: 0, err: '' });
  expect(await readFile(join(folder, 'there/cs-CZ/Dictionary.dic'), 'utf8')).toBe('1\nše\n');
});

test('an extension is installed for the cultures it names, or for those asked for', async () => {
  const oxt = zipSync({ 'fr_FR.aff': strToU8('SET UTF-8\n'), 'fr_FR.dic': strToU8('1\nbonjour\n') });
  await writeFile(join(folder, 'fr.oxt'), oxt);
  expect(await run('install', '--from', 'fr.oxt')).toMatchObject({ status: 0, err: '' });
  expect((await run('install', 'fr-CA', '--from', 'fr.oxt')).out).toContain('fr-CA: installed from fr.oxt');
  expect((await run('install', 'de-DE', '--from', 'fr.oxt')).err).toContain('only fr_FR.aff (fr-FR)');
  expect((await run('list')).out).toContain('fr-FR');
});

test('files that are missing or no dictionary are named', async () => {
  expect((await run('install', 'fr-FR', '--from', 'none.oxt')).err).toContain('none.oxt');
  await writeFile(join(folder, 'x'), 'x');
  expect((await run('install', '--from', 'x')).err).toContain('not a readable .oxt');
});

test('wrong usage explains itself', async () => {
  const wrong = [
    [[], 'say list or install'],
    [['install'], 'name the cultures'],
    [['remove', 'x'], 'say list or install'],
    [['list', 'x'], 'list takes --folder only'],
    [['install', 'x', '--dic', 'a'], 'give --dic and --aff together'],
    [['install', '--what'], "Unknown option '--what'"],
  ] as const;
  for (const [args, problem] of wrong) {
    const result = await run(...args);
    expect(result.status).toBe(2);
    expect(result.err).toContain(`postroom dictionaries: ${problem}`);
    expect(result.err).toContain('postroom dictionaries install CULTURE');
  }
});
