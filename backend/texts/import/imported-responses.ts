import type { Finding } from '../finding.ts';

/** Where something stands in what is imported; lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A response as another program wrote it. What its values are worth is found out once it stands in a response file. */
export interface ImportedResponse {
  readonly place: Place;
  readonly id: string;
  readonly name: string;
  /** Further attributes of a `<response>`; empty ones do not count. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly subject: string;
  readonly bodies: readonly ImportedBody[];
}

export interface ImportedBody {
  /** Empty: the default culture of the file. */
  readonly culture: string;
  readonly format: 'html' | 'text';
  readonly source: string;
}

export interface ImportedFolder {
  readonly name: string;
  readonly folders: readonly ImportedFolder[];
  readonly responses: readonly ImportedResponse[];
}

/** What a reader made of the files of another program. With an error among the findings it is of no use. */
export interface Imported {
  readonly root: ImportedFolder;
  readonly findings: readonly Finding[];
}

/** An id that is the same whenever the same is imported: `billing/late-fee`. Unique by what it is told is taken. */
export function makeId(path: readonly string[], taken: Set<string>): string {
  const plain = path.map(slug).join('/').slice(0, 180);
  let id = plain;
  for (let next = 2; taken.has(id); next++) id = `${plain}-${next}`;
  taken.add(id);
  return id;
}

function slug(name: string): string {
  const letters = name
    .normalize('NFKD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/g, '');
  return letters === '' ? 'response' : letters;
}
