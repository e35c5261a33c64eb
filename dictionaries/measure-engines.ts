import { writeFile } from 'node:fs/promises';
import { chooseEngine } from './choose-engine.ts';
import { importDictionary } from './import-dictionary.ts';
import type { EngineRecord } from './shipped.ts';
import { hashOf, readPackage, shippedPackages } from './shipped.ts';

/** Tries the engines on every shipped dictionary and writes `engines.json`: `node dictionaries/measure-engines.ts`. */
const records: EngineRecord[] = [];
for (const { package: name, version } of shippedPackages) {
  const files = await readPackage(name);
  if (!files) throw new Error(`${name} is not installed; run npm ci`);
  const { engine, reason } = await chooseEngine(importDictionary(files.grammar, files.words));
  records.push({
    package: name,
    version,
    engine,
    reason,
    grammar: hashOf(files.grammar),
    words: hashOf(files.words),
  });
  process.stdout.write(`${name}@${version}: ${engine}, ${reason}\n`);
}
await writeFile(new URL('./engines.json', import.meta.url), `${JSON.stringify(records, null, 2)}\n`);
