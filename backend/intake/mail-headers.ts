import { readHeaderBlock } from '../mail/mime/header-block.ts';
import { decodeHeaderText, tidyLine } from '../mail/mime/header-text.ts';
import { Problems } from '../mail/mime/problems.ts';

/** The header fields of a mail by name, whatever the case; values are decoded, unfolded and hostile. */
export interface MailHeaders {
  /** All fields of that name, from the top. */
  readonly all: (name: string) => readonly string[];
  /** Lower case, each once. */
  readonly names: readonly string[];
}

/** Fields beyond this are not looked at; honest headers have a hundredth of it. */
const longestHeader = 256 * 1024;

/** Reads the header of a mail, broken ones included. */
export function readMailHeaders(raw: Uint8Array): MailHeaders {
  const { fields } = readHeaderBlock(
    raw,
    0,
    Math.min(raw.length, longestHeader),
    true,
    new Problems({ isPatient: true }),
  );
  const byName = Map.groupBy(fields, ({ name }) => name);
  return {
    all: (name) =>
      (byName.get(name.toLowerCase()) ?? []).map(({ value }) => tidyLine(decodeHeaderText(value, null))),
    names: [...byName.keys()],
  };
}

/** The same header with one field more, on top. */
export function withHeader(headers: MailHeaders, name: string, value: string): MailHeaders {
  const added = name.toLowerCase();
  return {
    all: (wanted) => [...(wanted.toLowerCase() === added ? [value] : []), ...headers.all(wanted)],
    names: [added, ...headers.names.filter((one) => one !== added)],
  };
}
