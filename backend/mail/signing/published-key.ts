import type { Lookup } from '../authentication/dns-lookups.ts';
import { type SigningKey, publishesKey } from './signing-key.ts';

/** What the name system says of a key. Only `missing` and `different` are certain. */
export type Publication =
  | { readonly state: 'published' }
  | { readonly state: 'missing' }
  | { readonly state: 'different'; readonly found: string }
  | { readonly state: 'unanswered'; readonly code: string };

/** Where a key is published. */
export function keyName(domain: string, selector: string): string {
  return `${selector}._domainkey.${domain}`;
}

export async function lookUpKey(
  lookup: Lookup,
  { domain, selector }: { readonly domain: string; readonly selector: string },
  key: SigningKey,
): Promise<Publication> {
  const records = await lookUpText(lookup, keyName(domain, selector));
  if (typeof records === 'string') return { state: 'unanswered', code: records };
  const [first] = records;
  if (first === undefined) return { state: 'missing' };
  if (records.some((record) => publishesKey(record, key))) return { state: 'published' };
  return { state: 'different', found: first.slice(0, 80) };
}

/** The TXT records of a name, none where there is no such name; the error's code where nobody answered. */
export async function lookUpText(lookup: Lookup, name: string): Promise<readonly string[] | string> {
  try {
    const found = await lookup(name, 'TXT');
    return found.map((record) => (typeof record === 'string' ? record : record.join('')));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'ENOTFOUND' || code === 'ENODATA' ? [] : code;
  }
}
