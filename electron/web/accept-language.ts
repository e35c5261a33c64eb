/** The languages of an `Accept-Language` header (RFC 9110 section 12.5.4), best first. */
export function parseAcceptLanguage(header: string | undefined): readonly string[] {
  const ranges = (header ?? '').split(',').slice(0, 20).map(parseRange);
  const wanted = ranges.filter(
    ({ tag, weight }) => /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) && weight > 0,
  );
  return wanted.sort((one, other) => other.weight - one.weight).map(({ tag }) => tag);
}

function parseRange(text: string): { readonly tag: string; readonly weight: number } {
  const [tag = '', parameter = ''] = text.split(';');
  const weight = /^\s*q=(\d(\.\d+)?)\s*$/.exec(parameter)?.[1];
  return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) };
}
