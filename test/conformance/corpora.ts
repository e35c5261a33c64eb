import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the test collections beside the repository, or where POSTROOM_CORPORA says; null without. */
export function corporaFolder(): string | null {
  const folder = resolve(root, process.env['POSTROOM_CORPORA'] ?? '../shared/corpora');
  return existsSync(folder) ? folder : null;
}

export interface CorpusMail {
  /** Relative to the corpora. */
  readonly file: string;
  readonly raw: Buffer;
}

/** Subfolders that hold mail; the others hold keys, pictures, expectations. */
const collections = [
  'mime-mail',
  'mime-rspamd',
  'mime-enmime',
  'mime-mimekit/messages',
  'mime-mimekit/mbox',
  'mime-mimekit/partial',
  'mime-mimekit/openpgp',
  'mime-mimekit/smime',
  'mime-mimekit/dkim',
  'bounces-flufl',
  'spam',
  'quotes-crisp',
  'quotes-zapier',
  'quotes-github',
] as const;

/** All mail of a collection. A collection may also hold files that are no mail: those are left out. */
export function readCollection(folder: string, collection: string): readonly CorpusMail[] {
  const files = readdirSync(join(folder, collection), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isMail(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  return files.sort().map((file) => ({ file: relative(folder, file), raw: readFileSync(file) }));
}

export const mailCollections: readonly string[] = collections;

function isMail(name: string): boolean {
  return /\.(?:eml|txt|raw|msg|mbox)$/i.test(name) && !/^(?:LICENSE|COPYING|README)/i.test(name);
}
