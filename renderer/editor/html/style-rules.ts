/** Style properties that a quoted mail may keep: how it looks, never where it lies or what it loads. */
const quotedProperties: ReadonlySet<string> = new Set(
  (
    'color background-color font-family font-size font-style font-weight line-height text-align ' +
    'text-decoration text-decoration-line text-indent text-transform direction vertical-align white-space ' +
    'white-space-collapse list-style-type border-collapse width height max-width min-width border-spacing ' +
    'table-layout'
  ).split(' '),
);
const quotedPrefixes = ['padding', 'margin', 'border'];

/** Of pasted text only what the toolbar could have made. Colours and fonts of other pages look wrong in a mail. */
const pastedProperties: ReadonlySet<string> = new Set(
  'font-weight font-style text-decoration text-decoration-line text-align'.split(' '),
);

export type StyleProfile = 'quoted' | 'pasted';

/** The declarations of a style attribute that the profile lets through, as text; empty: none. */
export function filterStyle(style: CSSStyleDeclaration, profile: StyleProfile): string {
  const kept: string[] = [];
  for (const property of style) {
    const value = style.getPropertyValue(property);
    // Shorthands leave "initial" behind for what they do not say.
    if (value === 'initial') continue;
    if (isAllowed(property, profile) && !/url\s*\(|expression|var\s*\(|image-set|[\\<>]/iu.test(value)) {
      kept.push(`${property}: ${value}`);
    }
  }
  return kept.join('; ');
}

function isAllowed(property: string, profile: StyleProfile): boolean {
  if (profile === 'pasted') return pastedProperties.has(property);
  if (property.startsWith('border-image')) return false;
  return quotedProperties.has(property) || quotedPrefixes.some((prefix) => property.startsWith(prefix));
}
