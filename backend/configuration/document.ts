import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import type { ConfigurationFinding, ConfigurationPath, PathFinding } from './finding.ts';

/** A YAML or JSON document as plain data, with the place of everything in it. */
export interface ConfigurationDocument {
  readonly value: unknown;
  /** Gives a finding its line and column: those of the value, or of the key where the finding is about the key. */
  readonly place: (finding: PathFinding, about?: 'key' | 'value') => ConfigurationFinding;
}

export type ParsedDocument =
  | { readonly ok: true; readonly document: ConfigurationDocument }
  | { readonly ok: false; readonly findings: readonly ConfigurationFinding[] };

const longestConfiguration = 32 * 1024 * 1024;
/** How often aliases may multiply what is written: beyond, the file is taken for a bomb. */
const aliasLimit = 100;

/** Reads YAML 1.2, of which JSON is a part. Duplicate keys, unknown tags and alias bombs are errors. Never throws. */
export function parseConfigurationDocument(source: Uint8Array, file: string): ParsedDocument {
  const at = (line: number, column: number, message: string): ParsedDocument => ({
    ok: false,
    findings: [{ file, line, column, path: [], severity: 'error', message }],
  });
  if (source.byteLength > longestConfiguration) return at(1, 1, 'is longer than 32 MiB');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(source);
  } catch {
    return at(1, 1, 'is not UTF-8; save it as UTF-8');
  }
  const lines = new LineCounter();
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
    const problems = [...document.errors, ...document.warnings];
    if (problems.length > 0) {
      const findings = problems.map((problem): ConfigurationFinding => {
        const { line, col } = lines.linePos(problem.pos[0]);
        return { file, line, column: col, path: [], severity: 'error', message: problem.message };
      });
      return { ok: false, findings };
    }
    const value: unknown = document.toJS({ maxAliasCount: aliasLimit });
    const place: ConfigurationDocument['place'] = (finding, about = 'value') => {
      const { line, col } = lines.linePos(offsetOf(document, finding.path, about));
      return { file, line, column: col, ...finding };
    };
    return { ok: true, document: { value, place } };
  } catch (error) {
    if (error instanceof RangeError) return at(1, 1, 'is nested too deeply');
    if (error instanceof ReferenceError) return at(1, 1, `its aliases multiply too often (${error.message})`);
    throw error;
  }
}

/** Of something that is missing, the place of what it is missing in. */
function offsetOf(document: Document, path: ConfigurationPath, about: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, part] of path.entries()) {
    const container = isAlias(node) ? node.resolve(document) : node;
    let next: unknown;
    let key: unknown;
    if (isMap(container)) {
      const pair: Pair | undefined = container.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(part),
      );
      if (!pair) break;
      next = pair.value;
      ({ key } = pair);
    } else if (isSeq(container) && typeof part === 'number') {
      next = container.items[part];
    }
    if (next === undefined && key === undefined) break;
    const isLast = index === path.length - 1;
    offset = (isLast && about === 'key' ? startOf(key) : null) ?? startOf(next) ?? startOf(key) ?? offset;
    node = next;
  }
  return offset;
}

function startOf(node: unknown): number | null {
  return (node as Node | null | undefined)?.range?.[0] ?? null;
}
