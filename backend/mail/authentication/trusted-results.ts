import type { AuthenticationResult } from '../../../contract/domain/authentication.ts';

/** One header field of a mail, in the order in which they stand; the name in lower case, the value unfolded or not. */
export interface RawField {
  readonly name: string;
  readonly value: string;
}

/** One `method=result` of an Authentication-Results field with its properties (RFC 8601 section 2.2). */
export interface MethodResult {
  readonly method: string;
  readonly result: AuthenticationResult;
  /** By `ptype.property`, in lower case: `smtp.mailfrom`, `header.d`. */
  readonly properties: ReadonlyMap<string, string>;
}

export interface ServerResults {
  /** The authserv-id as the server wrote it. */
  readonly name: string;
  readonly results: readonly MethodResult[];
}

/**
 * What a trusted server says of a mail: the fields under one of its names, from the topmost to the next server's
 * Received below it. What stands deeper came with the mail and is the sender's invention, as is every other name; a
 * server has to remove such fields of its own name from what it takes in (RFC 8601 section 5).
 * @returns null if it says nothing
 */
export function readTrustedResults(
  fields: readonly RawField[],
  trusted: readonly string[],
): ServerResults | null {
  const names = new Set(trusted.map((name) => name.toLowerCase()));
  const found: ServerResults[] = [];
  for (const { name, value } of fields) {
    if (found.length > 0 && name === 'received') break;
    if (name !== 'authentication-results') continue;
    const read = readResults(value);
    if (!read || !names.has(read.name.toLowerCase())) continue;
    if (found.every((one) => one.name.toLowerCase() === read.name.toLowerCase())) found.push(read);
  }
  const [first] = found;
  return first ? { name: first.name, results: found.flatMap(({ results }) => results) } : null;
}

const known = new Set(['pass', 'fail', 'softfail', 'neutral', 'none', 'policy', 'temperror', 'permerror']);
/** As older servers write them. */
const older: Readonly<Record<string, AuthenticationResult>> = { hardfail: 'fail', bestguesspass: 'none' };

/** One Authentication-Results field; null where it cannot be read. */
export function readResults(value: string): ServerResults | null {
  const [head = '', ...statements] = splitOutsideQuotes(withoutComments(value), ';');
  const name = unquote(head.trim().split(/\s+/)[0] ?? '');
  if (name === '' || name.includes('=')) return null;
  return { name, results: statements.flatMap((statement) => readStatement(statement) ?? []) };
}

function readStatement(statement: string): MethodResult | null {
  // Spaces around `=` and within `ptype.property` are allowed.
  const tight = statement.replaceAll(/\s*([=.])\s*/g, '$1').trim();
  const [first = '', ...rest] = splitOutsideQuotes(tight, ' ').filter((part) => part !== '');
  const [, method, written] = /^([a-z0-9-]+)(?:\/\d+)?=([a-z0-9-]+)$/i.exec(first) ?? [];
  if (method === undefined || written === undefined) return null;
  const word = written.toLowerCase();
  const result = known.has(word) ? (word as AuthenticationResult) : older[word];
  if (result === undefined) return null;
  const properties = new Map<string, string>();
  for (const part of rest) {
    const at = part.indexOf('=');
    if (at <= 0) continue;
    const property = part.slice(0, at).toLowerCase();
    if (!properties.has(property)) properties.set(property, unquote(part.slice(at + 1)));
  }
  return { method: method.toLowerCase(), result, properties };
}

/** Comments nest; what stands in quotes is none (RFC 5322 section 3.2). */
function withoutComments(value: string): string {
  let out = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at++) {
    const c = value.charAt(at);
    if (c === '\\') {
      if (depth === 0) out += value.slice(at, at + 2);
      at++;
    } else if (c === '"' && depth === 0) {
      quoted = !quoted;
      out += c;
    } else if (c === '(' && !quoted) depth++;
    else if (c === ')' && !quoted && depth > 0) {
      depth--;
      out += ' ';
    } else if (depth === 0) out += /\s/.test(c) ? ' ' : c;
  }
  return out;
}

function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text.charAt(at);
    if (c === '\\') at++;
    else if (c === '"') quoted = !quoted;
    else if (c === separator && !quoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)];
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.replace(/^"|"$/g, '').replaceAll(/\\(.)/g, '$1') : text;
}
