import { mailAddress, type MailAddress } from '../../../contract/domain/mail-address.ts';

export interface ParsedRecipients {
  readonly valid: readonly MailAddress[];
  /** Entries that are no addresses, as typed. */
  readonly invalid: readonly string[];
}

/**
 * A typed or pasted list of addresses: separated by commas, semicolons or lines, each `name@example.com`,
 * `Name <name@example.com>` or `"Last, First" <name@example.com>`; plain addresses may also be separated by spaces.
 */
export function parseRecipients(text: string): ParsedRecipients {
  const valid: MailAddress[] = [];
  const invalid: string[] = [];
  for (const entry of splitEntries(text)) {
    const parsed = parseEntry(entry);
    if (parsed !== null) {
      valid.push(parsed);
      continue;
    }
    const words = entry.split(/\s+/u).map(parseEntry);
    if (words.length > 1 && words.every((word) => word !== null)) valid.push(...words);
    else invalid.push(entry);
  }
  return { valid, invalid };
}

/** True where a quotation mark is still open: `"Last, F` goes on behind its comma. */
export function endsInQuotes(text: string): boolean {
  return (text.match(/"/gu)?.length ?? 0) % 2 === 1;
}

function splitEntries(text: string): string[] {
  const entries: string[] = [];
  let entry = '';
  let isQuoted = false;
  let isInAngles = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '<' && !isQuoted) isInAngles = true;
    else if (character === '>' && !isQuoted) isInAngles = false;
    if (/[\r\n]/u.test(character) || (/[,;]/u.test(character) && !isQuoted && !isInAngles)) {
      entries.push(entry);
      entry = '';
      isQuoted = false;
      isInAngles = false;
    } else {
      entry += character;
    }
  }
  entries.push(entry);
  return entries.map((each) => each.trim()).filter((each) => each !== '');
}

function parseEntry(entry: string): MailAddress | null {
  const named = /^(.*?)\s*<\s*([^<>]+?)\s*>$/u.exec(entry);
  const name = named?.[1] ?? '';
  const address = (named?.[2] ?? entry).replace(/^mailto:/iu, '');
  const plainName = name
    .replace(/^(["'])(.*)\1$/u, '$2')
    .replaceAll('\\"', '"')
    .trim();
  const parsed = mailAddress.safeParse({ name: plainName, address });
  return parsed.success ? parsed.data : null;
}
