import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ExpectedError } from '../../contract/error.ts';
import { culture as cultureSchema } from '../../contract/domain/scalars.ts';
import { sayFileProblem } from '../file-problem.ts';
import { formatFinding } from '../texts/finding.ts';
import { importResponses } from '../texts/import/import-responses.ts';
import type { ResponseFile, ResponseFolder } from '../texts/response-file.ts';
import { type CommandIo, WrongUsage } from './command.ts';

/**
 * `postroom responses import`: a response file made of what another program wrote.
 * @returns the exit status
 */
export async function importResponseFile(args: string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      culture: { type: 'string', default: 'en-US' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const [from, to, ...more] = positionals;
  const isDryRun = values['dry-run'];
  if (from === undefined || more.length > 0)
    throw new WrongUsage('name what to import and the file to make of it');
  if (to === undefined && !isDryRun) throw new WrongUsage('name the file to make of it, or say --dry-run');
  if (!cultureSchema.safeParse(values.culture).success) {
    throw new ExpectedError('invalid-input', `--culture “${values.culture}” is not a culture such as en-US`);
  }
  const { made, findings } = await importResponses(resolve(io.cwd, from), from, values.culture).catch(
    (error: unknown) => {
      const message = `${from} cannot be read: ${sayFileProblem(error)}`;
      throw new ExpectedError('invalid-input', message, {}, { cause: error });
    },
  );
  for (const finding of findings) io.err(formatFinding(finding));
  if (!made) return 1;
  if (isDryRun) for (const line of listing(made.file.root)) io.out(line);
  else if (to !== undefined) await writeNew(resolve(io.cwd, to), to, made.text);
  io.out(summary(made.file, isDryRun ? null : (to ?? null)));
  return 0;
}

async function writeNew(file: string, name: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const reason = error instanceof Error ? error.message : String(error);
    const message = exists
      ? `${name} is there already, and nothing was written; give another name`
      : `${name} cannot be written: ${reason}`;
    throw new ExpectedError('invalid-input', message, {}, { cause: error });
  }
}

function listing({ folders, responses }: ResponseFolder, path: readonly string[] = []): readonly string[] {
  return [
    ...responses.map(({ name, id, shortcut, bodies }) => {
      const versions = [...new Set(bodies.map((body) => body.culture))].join(', ');
      const key = shortcut === null ? '' : ` ;${shortcut}`;
      return printable(`${[...path, name].join(' / ')} (${id}${key}): ${versions}`);
    }),
    ...folders.flatMap((folder) => listing(folder, [...path, folder.name])),
  ];
}

function summary({ responses }: ResponseFile, to: string | null): string {
  const count = `${responses.size} response${responses.size === 1 ? '' : 's'}`;
  return to === null ? `${count}; nothing was written (--dry-run).` : `${count} written to ${to}.`;
}

function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
