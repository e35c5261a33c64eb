/** Message identifiers in a References or In-Reply-To field, without angle brackets, oldest first, each once. */
export function readMessageIds(field: string): readonly string[] {
  const text = field.slice(0, 256 * 1024);
  const bracketed = [...text.matchAll(/<([^<>]{1,998})>/g)].map((match) => match[1] ?? '');
  const found =
    bracketed.length > 0
      ? bracketed
      : text.split(/[\s,]+/).filter((word) => /^[^\s@<>]+@[^\s@<>]+$/.test(word));
  const ids = found.map(cleanId).filter((id) => id !== '');
  return [...new Set(ids)].slice(0, 1000);
}

/** The identifier of a Message-ID field; also one without angle brackets or with blanks inside, as it was folded. */
export function readMessageId(field: string): string | null {
  const inner = /<([^<>]{1,998})>/.exec(field)?.[1] ?? field.slice(0, 998);
  const id = cleanId(inner);
  return id === '' ? null : id;
}

function cleanId(text: string): string {
  return text.replace(/[\s\p{Cc}<>]+/gu, '').toWellFormed();
}
