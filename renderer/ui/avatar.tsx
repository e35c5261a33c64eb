import './avatar.css';

const letters = new Intl.Segmenter();

function firstLetter(word: string | undefined): string | undefined {
  return word ? letters.segment(word)[Symbol.iterator]().next().value?.segment : undefined;
}

/** The first letters of a name, for any script. */
function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{N}\s]/gu, ' ')
    .trim()
    .split(/\s+/);
  const first = firstLetter(words[0]) ?? '?';
  const last = words.length > 1 ? (firstLetter(words.at(-1)) ?? '') : '';
  return (first + last).toUpperCase();
}

function tone(name: string): number {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
}

/** A disc with initials: decoration beside a name. */
export function Avatar({
  name,
  size = 'medium',
}: {
  readonly name: string;
  readonly size?: 'small' | 'medium';
}) {
  return (
    <span className={`ui-avatar ui-avatar-${size}`} data-tone={tone(name)} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
