/** Tags of Quicktext that say what an identifier says. In an answer "to" is the customer, and "from" the agent. */
const counterparts: Readonly<Record<string, string>> = {
  'to=fullname': '$From.Name$',
  'to=firstname': '$From.Name$',
  'to=email': '$From.Address$',
  'from=fullname': '$Agent.Name$',
  'from=firstname': '$Agent.FirstName$',
  'from=lastname': '$Agent.LastName$',
  'from=email': '$ServiceGroup.Email$',
  subject: '$Subject$',
  date: '$Date$',
  'date=short': '$Date$',
  time: '$Time$',
  cursor: '',
};

/** The text with identifiers (M18) instead of the tags of Quicktext, and the tags that have none, each once. */
export function fromQuicktextTags(source: string): { text: string; unknown: readonly string[] } {
  const unknown = new Set<string>();
  const text = source.replaceAll(/\[\[([A-Za-z]{1,20}(?:=[^[\]]{0,200})?)\]\]/g, (tag, inner: string) => {
    const known = counterparts[inner.trim().toLowerCase()];
    if (known === undefined) unknown.add(tag);
    return known ?? tag;
  });
  return { text, unknown: [...unknown] };
}
