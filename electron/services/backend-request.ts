import type { Operation } from '../../contract/operation.ts';

export interface BackendRequest {
  readonly method: Operation['method'];
  /** Path and query, beginning with `/api/`. */
  readonly target: string;
  readonly contentType: string | null;
  readonly body: string | Uint8Array | null;
}

/**
 * Spreads an operation's flat input over path, query and body, as contract/operation.ts says. Throws a `TypeError`
 * when a path field is missing or would change the path; the contract's schemas let no such value through.
 */
export function buildRequest(operation: Operation, input: Readonly<Record<string, unknown>>): BackendRequest {
  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, field: string) => {
    const value = rest.get(field);
    rest.delete(field);
    return pathSegment(field, value);
  });
  const { method } = operation;
  if (operation.bytes === 'request') {
    const body = rest.get('bytes');
    rest.delete('bytes');
    if (!(body instanceof Uint8Array)) throw new TypeError('bytes are missing');
    return { method, target: withQuery(path, rest), contentType: 'application/octet-stream', body };
  }
  if (method === 'GET' || rest.size === 0) {
    // A body of no fields is still an object, except where there is nothing to send at all.
    const empty = method === 'POST' || method === 'PUT';
    return {
      method,
      target: withQuery(path, rest),
      ...(empty ? json({}) : { contentType: null, body: null }),
    };
  }
  return { method, target: path, ...json(Object.fromEntries(rest)) };
}

function json(value: object): Pick<BackendRequest, 'contentType' | 'body'> {
  return { contentType: 'application/json', body: JSON.stringify(value) };
}

function pathSegment(field: string, value: unknown): string {
  const text = scalarText(field, value);
  if (text === '' || text === '.' || text === '..') throw new TypeError(`${field} does not fit a path`);
  return encodeURIComponent(text);
}

function withQuery(path: string, fields: ReadonlyMap<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [field, value] of fields) {
    if (value !== null) query.set(field, scalarText(field, value));
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function scalarText(field: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`${field} is not a plain value`);
}
