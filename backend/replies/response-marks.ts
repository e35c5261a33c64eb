import { withoutQuote } from './outgoing-html.ts';

/** A response that a text holds. */
export interface MarkedResponse {
  /** Key of the response file. */
  readonly file: string;
  readonly id: string;
}

/** What the text of a response is marked with in a draft: tells it also after the draft has gone to another group. */
export function responseMark(file: string, id: string): string {
  return `${file}/${encodeURIComponent(id.toWellFormed())}`;
}

/**
 * The responses that a draft holds, each once; what the quoted mail says of itself does not count.
 * @param html sanitised
 */
export function responsesIn(html: string): readonly MarkedResponse[] {
  const marks = new Set(
    [...withoutQuote(html).matchAll(/<[a-z][^>]*?\sdata-postroom-response="([^"]*)"/gi)].map(
      ([, mark = '']) => mark,
    ),
  );
  return [...marks].flatMap((mark) => {
    const [, file, id] = /^([a-z0-9-]{1,63})\/([^/]+)$/.exec(mark) ?? [];
    const decoded = id === undefined ? null : decode(id);
    return file === undefined || decoded === null ? [] : [{ file, id: decoded }];
  });
}

function decode(id: string): string | null {
  try {
    return decodeURIComponent(id);
  } catch {
    return null;
  }
}
