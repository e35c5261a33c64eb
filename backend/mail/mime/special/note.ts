import { readTextPart } from '../body-text.ts';
import type { Part } from '../part-tree.ts';
import type { Problems } from '../problems.ts';
import { decodeTransfer } from '../transfer-encoding.ts';
import { calendarText } from './calendar.ts';
import { openCms } from './cms.ts';

/** Says, also among the problems, that a content is encrypted. */
export function encryptedNote(by: 'S/MIME' | 'PGP', problems: Problems): string {
  const note = `The content of this mail is encrypted with ${by} and cannot be read here.`;
  problems.add(note);
  return note;
}

/** What a part that is no text says to a reader; null where it says nothing or can be opened as a file. */
export function noteOf(part: Part, problems: Problems): string | null {
  switch (part.type) {
    case 'text/calendar':
    case 'application/ics':
      // What is wrong with its charset is said once, with the text parts.
      return calendarText(readTextPart(part, problems).text);
    case 'application/pkcs7-mime':
    case 'application/x-pkcs7-mime':
      return openCms(decodeTransfer(part.body, part.encoding, problems), 1)?.state === 'encrypted'
        ? encryptedNote('S/MIME', problems)
        : null;
    case 'message/partial': {
      const total = part.parameters.get('total');
      problems.add(
        `The mail was sent in pieces; this is piece ${part.parameters.get('number') ?? '?'}${total === undefined ? '' : ` of ${total}`}.`,
      );
      return null;
    }
    case 'message/external-body':
      return externalBody(part.parameters);
    default:
      return null;
  }
}

/** RFC 2046 §5.2.3 and RFC 2017: where the content is to be had. */
function externalBody(parameters: Part['parameters']): string {
  const places = ['url', 'site', 'server', 'directory', 'name', 'subject'].flatMap((name) => {
    const value = parameters.get(name);
    return value === undefined ? [] : [`${name}: ${value.slice(0, 2000)}`];
  });
  const access = parameters.get('access-type') ?? 'unknown';
  return `A part of this mail is kept elsewhere (${[`access: ${access.slice(0, 100)}`, ...places].join(', ')}).`;
}
