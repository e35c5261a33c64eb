import { domainToUnicode } from 'node:url';
import type { MailAuthentication } from '../../../contract/domain/authentication.ts';

/** How letters look, not what they are: Cyrillic and Greek ones, digits and pairs that pass for Latin letters. */
const looks: readonly (readonly [pattern: RegExp, letter: string])[] = [
  [/[аɑα]/g, 'a'],
  [/[ьЬ]/g, 'b'],
  [/[сϲ]/g, 'c'],
  [/[ԁ]/g, 'd'],
  [/[еєё]/g, 'e'],
  [/[ɡ]/g, 'g'],
  [/[һ]/g, 'h'],
  [/[іїιɩı1l|]/g, 'i'],
  [/[јϳ]/g, 'j'],
  [/[κк]/g, 'k'],
  [/[ӏ]/g, 'i'],
  [/[мϻ]/g, 'm'],
  [/[пո]/g, 'n'],
  [/[оοօσ0]/g, 'o'],
  [/[рρ]/g, 'p'],
  [/[ԛ]/g, 'q'],
  [/[ѕ5]/g, 's'],
  [/[τт]/g, 't'],
  [/[υս]/g, 'u'],
  [/[νѵ]/g, 'v'],
  [/[ѡԝ]|vv/g, 'w'],
  [/[хχ]/g, 'x'],
  [/[уγү]/g, 'y'],
  [/rn/g, 'm'],
];

function lookOf(domain: string): string {
  let look = domainToUnicode(domain.toLowerCase()).normalize('NFKD').replaceAll(/\p{M}/gu, '');
  for (const [pattern, letter] of looks) look = look.replaceAll(pattern, letter);
  return look;
}

/**
 * Whether a sender tries to look like somebody else: the name that agents see holds an address of another domain, or
 * the domain is spelt so that it reads like one of our own.
 */
export function findLookAlike(
  from: { readonly name: string; readonly domain: string },
  ownDomains: readonly string[],
): MailAuthentication['lookAlike'] {
  const named = /(?<![^\s@<>"'(),;:])[^\s@<>"'(),;:]+@([^\s@<>"'(),;:]+\.[^\s@<>"'(),;:.]{2,})/u.exec(
    from.name,
  );
  if (named?.[1] !== undefined && !isRelated(named[1].toLowerCase(), from.domain)) {
    return { kind: 'name', of: named[0].slice(0, 320) };
  }
  const look = lookOf(from.domain);
  const own = ownDomains.find((domain) => !isRelated(domain, from.domain) && lookOf(domain) === look);
  return own === undefined ? null : { kind: 'domain', of: own };
}

/** The same domain, or one below the other. */
export function isRelated(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
}
