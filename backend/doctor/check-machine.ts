import { access, constants, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { DataFolder } from '../data-folder.ts';
import type { Environment } from '../environment.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';

const mebibyte = 1024 * 1024;
/** PostgreSQL and a mail of the greatest size need some; with less a backend soon stops taking mail in. */
const leastFree = 256 * mebibyte;
const comfortable = 2048 * mebibyte;

/** Node, the variables of the environment and, unless it is not needed, the data folder. */
export async function checkMachine(
  environment: Environment,
  folder: DataFolder,
): Promise<readonly Diagnosis[]> {
  return [
    checkNode(process.versions.node),
    ...environment.warnings.map((warning) => warn('environment', warning, 'Correct the name, or remove it.')),
    ...(await checkDataFolder(folder)),
  ];
}

function checkNode(version: string): Diagnosis {
  const subject = 'Node.js';
  if (Number(version.split('.')[0]) >= 24) return ok(subject, version);
  return fail(
    subject,
    `${version} is too old`,
    'Use Node 24, as the npm package `node` of this project brings it.',
  );
}

/** Does not make the folder: looking must leave nothing behind. */
async function checkDataFolder(folder: DataFolder): Promise<readonly Diagnosis[]> {
  const subject = `data folder ${folder.root}`;
  const there = await access(folder.root).then(
    () => true,
    () => false,
  );
  const place = there ? folder.root : await firstThatExists(folder.root);
  try {
    if (there) {
      // Rights alone do not say it: the disk may be full or mounted read-only.
      const probe = path.join(folder.root, `.doctor-${process.pid}`);
      await writeFile(probe, 'x');
      await rm(probe);
    } else {
      await access(place, constants.W_OK);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const mend =
      'Make room, give this account the right to write there, or set POSTROOM_DATA to another folder.';
    return [fail(subject, `cannot be written (${reason})`, mend)];
  }
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const text = `${there ? 'writable' : 'not there yet'}, ${sayBytes(free)} free`;
  const mend = 'Make room, or set POSTROOM_DATA to a folder on a larger disk.';
  if (free < leastFree) return [fail(subject, text, mend)];
  return [free < comfortable ? warn(subject, text, mend) : ok(subject, text)];
}

async function firstThatExists(folder: string): Promise<string> {
  for (let place = folder; ; place = path.dirname(place)) {
    const there = await access(place).then(
      () => true,
      () => false,
    );
    if (there || place === path.dirname(place)) return place;
  }
}

function sayBytes(bytes: number): string {
  const gibibytes = bytes / (1024 * mebibyte);
  return gibibytes >= 1 ? `${gibibytes.toFixed(1)} GiB` : `${Math.floor(bytes / mebibyte)} MiB`;
}
