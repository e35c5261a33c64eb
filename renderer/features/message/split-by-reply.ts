import { splitPlainText, type TextBlock } from './plain-text.ts';

/** Lines of a cut that is shown faintly as a signature; a longer one is folded. */
const longestSignature = 12;

/**
 * Splits a plain-text mail by what the backend found that its sender wrote anew: that stands in the open, quotes between
 * and after it are folded.
 * @returns null where those lines are not all found in the text
 */
export function splitByReply(text: string, replyText: string): readonly TextBlock[] | null {
  const lines = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').trimEnd().split('\n');
  const wanted = replyText.split(/\r\n?|\n/).map(lettersOf);
  const isOwn: boolean[] = [];
  let next = 0;
  const skipBlank = (): void => {
    while (wanted[next] === '') next += 1;
  };
  skipBlank();
  for (const line of lines) {
    const letters = lettersOf(line);
    const fits = letters !== '' && letters === wanted[next];
    if (fits) {
      next += 1;
      skipBlank();
    }
    isOwn.push(fits);
  }
  if (next < wanted.length) return null;
  return runsOf(lines, isOwn).flatMap((run) => (run.isOwn ? textBlock(run.text) : cutBlocks(run.text)));
}

interface Run {
  readonly isOwn: boolean;
  readonly text: string;
}

/** Empty lines belong to what is above them. */
function runsOf(lines: readonly string[], isOwn: readonly boolean[]): readonly Run[] {
  const runs: { isOwn: boolean; lines: string[] }[] = [];
  for (const [at, line] of lines.entries()) {
    const last = runs.at(-1);
    const own = isOwn[at] ?? false;
    if (last && (last.isOwn === own || lettersOf(line) === '')) last.lines.push(line);
    else runs.push({ isOwn: own, lines: [line] });
  }
  return runs.map((run) => ({ isOwn: run.isOwn, text: run.lines.join('\n') }));
}

function textBlock(text: string): readonly TextBlock[] {
  const tidy = text.replace(/^\n+/, '').trimEnd();
  return tidy === '' ? [] : [{ kind: 'text', text: tidy }];
}

/** What was cut: a signature stays in view, the rest is one quote. */
function cutBlocks(text: string): readonly TextBlock[] {
  const [first, ...rest] = splitPlainText(text);
  if (first === undefined) return [];
  const isSignature = first.kind === 'signature' || (first.kind === 'text' && looksSigned(first.text));
  const quoted = (isSignature ? rest : [first, ...rest]).map((block) => block.text).join('\n\n');
  return [
    ...(isSignature ? [{ kind: 'signature' as const, text: first.text }] : []),
    ...(quoted === '' ? [] : [{ kind: 'quote' as const, text: quoted }]),
  ];
}

/** History without marks begins with what its header says: `From: …`. */
function looksSigned(text: string): boolean {
  return text.split('\n').length <= longestSignature && !/^\s*\S{2,20}\s?[:：]/.test(text);
}

function lettersOf(line: string): string {
  return line.replaceAll(/[^\p{L}\p{N}\p{P}\p{S}]+/gu, '');
}
