import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findCulture, cultures } from '../../dictionaries/cultures.ts';
import { installDictionary } from '../../dictionaries/install.ts';
import type { InstallSource } from '../../dictionaries/install.ts';
import { chooseFromOxt, dictionariesInOxt } from '../../dictionaries/oxt.ts';
import { shippedCultures } from '../../dictionaries/shipped.ts';
import { describeDictionaries } from '../dictionaries/store.ts';
import { readEnvironment } from '../environment.ts';
import { type Command, type CommandIo, WrongUsage } from './command.ts';

const usage = `postroom dictionaries list
postroom dictionaries install CULTURE…
postroom dictionaries install [CULTURE…] --from FILE.oxt
postroom dictionaries install CULTURE… --dic FILE.dic --aff FILE.aff

Spelling dictionaries lie under Spelling/<culture>/ in the data folder; --folder names another Spelling folder.
Without files the culture's own package is taken. From an .oxt without a culture, all cultures that it names.
Encodings are converted, broken tables mended, and the engine chosen that fits the dictionary.`;

/** `postroom dictionaries`: which dictionaries agents get, and how to add one (M21). */
export const dictionaries: Command = {
  name: 'dictionaries',
  summary: 'list and install spelling dictionaries',
  usage,
  run: async (args, io) => {
    const call = parse(args);
    const folder = resolve(
      io.cwd,
      call.folder ?? join(readEnvironment(io.env, io.cwd).settings.dataFolder, 'Spelling'),
    );
    return call.action === 'list' ? list(folder, io) : install(call, folder, io);
  },
};

interface Call {
  readonly action: 'list' | 'install';
  readonly cultures: readonly string[];
  readonly folder: string | undefined;
  readonly oxt: string | undefined;
  readonly dic: string | undefined;
  readonly aff: string | undefined;
}

function parse(args: string[]): Call {
  const string = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { folder: string, from: string, dic: string, aff: string },
  });
  const [action, ...names] = positionals;
  const { folder, from: oxt, dic, aff } = values;
  const call = { cultures: names, folder, oxt, dic, aff };
  const hasFiles = dic !== undefined || aff !== undefined;
  if (action === 'list') {
    if (names.length > 0 || hasFiles || oxt !== undefined) throw new WrongUsage('list takes --folder only');
    return { action, ...call };
  }
  if (action !== 'install') throw new WrongUsage('say list or install');
  if (hasFiles && (oxt !== undefined || dic === undefined || aff === undefined))
    throw new WrongUsage('give --dic and --aff together, and without --from');
  if (names.length === 0 && oxt === undefined)
    throw new WrongUsage('name the cultures to install, such as en-GB');
  return { action, ...call };
}

async function list(folder: string, io: CommandIo): Promise<number> {
  const found = await describeDictionaries(folder);
  io.out(`Spelling dictionaries in ${folder}:`);
  for (const { culture, dictionary, origin, licence, problem } of found) {
    const name = findCulture(culture)?.name ?? 'not in the catalogue';
    const state = dictionary
      ? `${dictionary.engine}, ${size(dictionary.dictionary.size + dictionary.grammar.size)}`
      : `cannot be used: ${problem ?? 'unknown reason'}`;
    io.out(
      `  ${culture.padEnd(9)} ${name}: ${state}, ${origin ? `${origin}, ${licence}` : 'put there by hand'}`,
    );
  }
  if (found.length === 0) io.out('  none');
  const there = new Set(found.map(({ culture }) => culture));
  const more = cultures
    .map(({ culture }) => culture)
    .filter((it) => shippedCultures.includes(it) && !there.has(it));
  if (more.length > 0) io.out(`Ready to install: ${more.join(' ')}`);
  return found.some(({ dictionary }) => dictionary === null) ? 1 : 0;
}

async function install(call: Call, folder: string, io: CommandIo): Promise<number> {
  let status = 0;
  try {
    for (const { culture, source } of await jobs(call, io.cwd)) {
      io.signal.throwIfAborted();
      if (!(await installOne(culture, source, folder, io))) status = 1;
    }
  } catch (error) {
    io.err(messageOf(error));
    return 1;
  }
  return status;
}

async function installOne(
  culture: string,
  source: () => InstallSource,
  folder: string,
  io: CommandIo,
): Promise<boolean> {
  try {
    const installed = await installDictionary({
      culture,
      source: source(),
      target: folder,
      signal: io.signal,
    });
    const { engine, reason, origin, licence } = installed.note;
    io.out(`${installed.culture}: installed from ${origin} (${licence}); engine ${engine}: ${reason}`);
    for (const problem of installed.problems) io.out(`${installed.culture}: ${problem}`);
    return true;
  } catch (error) {
    io.err(`${culture}: ${messageOf(error)}`);
    return false;
  }
}

interface Job {
  readonly culture: string;
  readonly source: () => InstallSource;
}

async function jobs(call: Call, cwd: string): Promise<readonly Job[]> {
  const licence = 'as its files state';
  if (call.oxt !== undefined) {
    const origin = basename(call.oxt);
    const found = dictionariesInOxt(await readFile(resolve(cwd, call.oxt)));
    const tags = new Set(found.flatMap(({ locales }) => locales.map((locale) => locale.toLowerCase())));
    const named = cultures.filter(({ tag }) => tags.has(tag.toLowerCase())).map(({ culture }) => culture);
    const wanted = call.cultures.length > 0 ? call.cultures : named;
    if (wanted.length === 0)
      throw new Error(`${origin} names no culture of the catalogue; say which one to install it as`);
    return wanted.map((culture) => ({
      culture,
      source: () => ({ from: 'files', origin, licence, ...chooseFromOxt(found, culture) }),
    }));
  }
  if (call.dic !== undefined && call.aff !== undefined) {
    const [words, grammar] = await Promise.all(
      [call.dic, call.aff].map((file) => readFile(resolve(cwd, file))),
    );
    if (!words || !grammar) throw new Error('both files are needed');
    const source: InstallSource = { from: 'files', origin: basename(call.dic), licence, words, grammar };
    return call.cultures.map((culture) => ({ culture, source: () => source }));
  }
  return call.cultures.map((culture) => ({ culture, source: () => ({ from: 'package' }) }));
}

function size(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
