import { isRelated } from './look-alike.ts';
import { type RawField, readResults } from './trusted-results.ts';

/** The domains that sealed a mail on its way (`d=` of ARC-Seal), by their instance. */
export function readSealers(fields: readonly RawField[]): readonly string[] {
  return fields
    .filter(({ name }) => name === 'arc-seal')
    .map(({ value }) => ({
      instance: Number(/(?:^|;)\s*i\s*=\s*(\d{1,2})/.exec(value)?.[1] ?? 0),
      domain: (/(?:^|;)\s*d\s*=\s*([^\s;]+)/.exec(value)?.[1] ?? '').toLowerCase(),
    }))
    .sort((one, other) => one.instance - other.instance)
    .map(({ domain }) => domain)
    .slice(0, 50);
}

/**
 * Whether a valid chain of seals speaks for a mail (RFC 8617 section 5.2): everybody on the way is trusted, and the
 * first, who got it from its sender, found the domain of From authentic.
 */
export function forwardersVouch(
  fields: readonly RawField[],
  sealers: readonly string[],
  trusted: readonly string[],
  domain: string,
): boolean {
  const isTrusted = (sealer: string) =>
    trusted.some((one) => sealer === one.toLowerCase() || sealer.endsWith(`.${one.toLowerCase()}`));
  if (sealers.length === 0 || !sealers.every(isTrusted)) return false;
  const first = fields.find(
    ({ name, value }) => name === 'arc-authentication-results' && /^\s*i\s*=\s*1\s*;/.test(value),
  );
  const results = first ? readResults(first.value.replace(/^\s*i\s*=\s*1\s*;/, '')) : null;
  return (results?.results ?? []).some(
    ({ method, result, properties }) =>
      method === 'dmarc' && result === 'pass' && isRelated(properties.get('header.from') ?? '', domain),
  );
}
