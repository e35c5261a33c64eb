/**
 * CSS of a mail, parsed by the browser and written again from what it understood, so that no trick of escapes or
 * comments reaches the page: only known properties, only functions that load nothing, no rules but style and media.
 */

const allowedProperty =
  /^(?:color|opacity|visibility|display|float|clear|direction|unicode-bidi|width|height|(?:min|max)-(?:width|height)|(?:inline|block)-size|box-sizing|box-shadow|background-(?:color|image|position-[xy]|position|size|repeat|origin|clip|attachment)|border(?:-.+)?|margin(?:-.+)?|padding(?:-.+)?|font(?:-.+)?|text-.+|line-height|letter-spacing|word-(?:break|spacing|wrap)|overflow(?:-.+)?|white-space(?:-collapse)?|vertical-align|list-style-(?:type|position|image)|table-layout|caption-side|empty-cells|tab-size|hyphens|quotes|(?:row-|column-)?gap|flex(?:-.+)?|align-(?:items|content|self)|justify-(?:items|content|self)|order|object-fit)$/;

const allowedFunction =
  /^(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|calc|min|max|clamp|(?:repeating-)?(?:linear|radial|conic)-gradient)$/;

/** Colours are looked for, since a mail that sets none may take those of the theme. */
const colourProperty = /^(?:color|background-color|background-image)$/;

const noColour = /^(?:|initial|inherit|none|transparent|unset|windowtext)$/;

export interface CssFindings {
  /** Addresses that would have been loaded. */
  remote: number;
  setsColours: boolean;
}

function isSafeValue(value: string): boolean {
  if (value === '' || value.includes('\\')) return false;
  const functions = value.matchAll(/(?<![-\w])([-\w]*)\(/g);
  return [...functions].every(([, name]) => allowedFunction.test(name ?? ''));
}

/** Takes everything unsafe out of the declarations, in place. */
export function cleanDeclarations(style: CSSStyleDeclaration, findings: CssFindings): void {
  const names = Array.from(style);
  const unsafe = names.filter((name) => {
    const value = style.getPropertyValue(name);
    if (/url\(\s*"?(?:https?:)?\/\//i.test(value)) findings.remote += 1;
    return !allowedProperty.test(name) || !isSafeValue(value);
  });
  for (const name of unsafe) style.removeProperty(name);
  for (const name of names) {
    const value = style.getPropertyValue(name);
    // What is left of a shorthand that lost its unsafe part.
    if (unsafe.length > 0 && value === 'initial') style.removeProperty(name);
    else if (colourProperty.test(name) && !noColour.test(value)) findings.setsColours = true;
  }
}

const mostRules = 3000;

/** A style sheet, cleaned; `<` is escaped so that it can never end the element that it is put into. */
export function cleanSheet(text: string, findings: CssFindings): string {
  const sheet = new CSSStyleSheet();
  // Rules to import are ignored by constructed sheets; nothing is loaded, for the sheet is never adopted.
  sheet.replaceSync(text.replaceAll(/<!--|-->/g, ''));
  return cleanRules(sheet.cssRules, findings, 0).replaceAll('<', String.raw`\3c `);
}

function cleanRules(rules: CSSRuleList, findings: CssFindings, depth: number): string {
  const kept: string[] = [];
  for (const rule of Array.from(rules).slice(0, mostRules)) {
    if (rule instanceof CSSStyleRule) {
      cleanDeclarations(rule.style, findings);
      if (rule.style.length > 0 && isSafeSelector(rule.selectorText)) {
        kept.push(`${rule.selectorText} { ${rule.style.cssText} }`);
      }
    } else if (rule instanceof CSSMediaRule && depth < 2) {
      const inner = cleanRules(rule.cssRules, findings, depth + 1);
      if (inner) kept.push(`@media ${rule.conditionText} {\n${inner}\n}`);
    }
  }
  return kept.join('\n');
}

/** Pseudo-elements could write over what Postroom says about links. */
function isSafeSelector(selector: string): boolean {
  return (
    selector.length < 2000 && !selector.includes('::') && !/:(?:before|after|first-l|host)/i.test(selector)
  );
}
