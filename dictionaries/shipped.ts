import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { spellingEngine } from '../contract/domain/dictionary.ts';
import { sha256 } from '../contract/domain/scalars.ts';
import engines from './engines.json' with { type: 'json' };
import type { DictionaryPackage } from './sources.ts';
import { dictionaryPackages } from './sources.ts';

/** What `engines.json` records of a shipped package: made by `measure-engines.ts`, so that installing needs no trial. */
const engineRecord = z.object({
  package: z.string(),
  version: z.string(),
  engine: spellingEngine,
  reason: z.string(),
  /** Of the package's files as they ship: the record counts for these only. */
  grammar: sha256,
  words: sha256,
});
export type EngineRecord = z.infer<typeof engineRecord>;

/** The packages that Postroom brings along. */
export const shippedPackages: readonly DictionaryPackage[] = dictionaryPackages.filter((it) => it.shipped);

/** Cultures whose dictionaries are there without looking for them. */
export const shippedCultures: readonly string[] = shippedPackages.flatMap((it) => [
  ...it.cultures,
  ...it.siblings,
]);

export interface PackageFiles {
  readonly grammar: Uint8Array;
  readonly words: Uint8Array;
  /** The package's licence text, if it has one. */
  readonly licenceText: Uint8Array | null;
}

/** The files of an installed dictionary package; null if it is not installed. */
export async function readPackage(name: string): Promise<PackageFiles | null> {
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve(name));
  } catch {
    return null;
  }
  const [grammar, words, licenceText] = await Promise.all([
    readFile(join(folder, 'index.aff')),
    readFile(join(folder, 'index.dic')),
    readFile(join(folder, 'license')).catch(() => null),
  ]);
  return { grammar, words, licenceText };
}

/** The engine recorded for exactly these files of a shipped package; null if none was. */
export function recordedEngine(name: string, files: PackageFiles): EngineRecord | null {
  const records = z.array(engineRecord).parse(engines);
  const record = records.find((it) => it.package === name);
  return record?.grammar === hashOf(files.grammar) && record.words === hashOf(files.words) ? record : null;
}

/** Lower-case hexadecimal SHA-256. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
