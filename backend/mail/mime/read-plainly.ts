import { decodeText } from './charset.ts';
import { readHeaderBlock } from './header-block.ts';
import type { ReadMail } from './mail-content.ts';
import { Problems } from './problems.ts';
import { readHeader, trustHeader } from './read-header.ts';

/** How much of a mail is looked at when it is read plainly. */
const maxHeader = 256 * 1024;
const maxBody = 256 * 1024;

/**
 * The second way to read a mail, when the first failed or took too long: the header fields, and the beginning of the
 * body as it stands. Costs milliseconds whatever the mail, and never throws.
 * @param reason a sentence that becomes the first of the mail's problems
 */
export function readPlainly(raw: Uint8Array, reason: string): ReadMail {
  const problems = new Problems();
  problems.add(reason);
  try {
    const head = raw.subarray(0, maxHeader);
    const block = trustHeader(head, readHeaderBlock(head, 0, head.length, true, problems), problems);
    const header = readHeader(block, null, problems);
    const body = raw.subarray(block.bodyStart, block.bodyStart + maxBody);
    return {
      ...header,
      text: readBody(body),
      html: null,
      attachments: [],
      attachedData: {},
      isComplete: false,
      problems: problems.list(),
    };
  } catch {
    return { ...nothing, problems: problems.list() };
  }
}

function readBody(body: Uint8Array): string {
  const text = decodeText(body, null).text;
  return text
    .replace(/\r{1,8}\n|\r/g, '\n')
    .replaceAll('\0', '')
    .toWellFormed();
}

const nothing: Omit<ReadMail, 'problems'> = {
  from: null,
  sender: null,
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  subject: null,
  date: null,
  messageId: null,
  inReplyTo: null,
  references: [],
  recipientHeaders: [],
  contentLanguage: null,
  text: '',
  html: null,
  attachments: [],
  attachedData: {},
  isComplete: false,
};
