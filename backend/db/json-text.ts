/**
 * JSON for the database. PostgreSQL refuses a whole transaction for a NUL or for half of a surrogate pair in a text of
 * a jsonb value, and either can come from a hostile mail or from a text that was cut: each becomes U+FFFD, as it does
 * in a text column.
 */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'string') return storable(part);
    if (!isRecord(part)) return part;
    const hasOddKey = Object.keys(part).some((key) => storable(key) !== key);
    return hasOddKey
      ? Object.fromEntries(Object.entries(part).map(([key, item]) => [storable(key), item]))
      : part;
  });
}

/** Text that the database can hold. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{FFFD}');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
