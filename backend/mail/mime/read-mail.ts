import { readNature } from '../kinds/read-nature.ts';
import { attachedDataOf } from './attached-data.ts';
import { collectContent } from './collect-content.ts';
import { readHeaderBlock } from './header-block.ts';
import { tidyLine } from './header-text.ts';
import { type ReadAttachment, type ReadLimits, type ReadMail, defaultReadLimits } from './mail-content.ts';
import { readPart } from './part-tree.ts';
import { Problems, UnparsableMail } from './problems.ts';
import { saySize } from './say-size.ts';
import { readHeader, trustHeader } from './read-header.ts';
import { replyTextOf } from './reply/reply-text.ts';
import { noDomain, wrapMail } from './wrap-mail.ts';

/**
 * Reads a mail of any shape and never throws. Sound mail is read by RFC 5322, 2045 to 2047, 2231, 2387, 3676 and
 * 6532; broken mail as a patient person would read it, with each thing that was wrong named in `problems`. Only what
 * passes a limit that honest mail does not pass is unparsable and becomes a wrapping message (G8).
 * @param defaultDomain see `wrapMail`
 */
export function readMail(
  raw: Uint8Array,
  limits: ReadLimits = defaultReadLimits,
  defaultDomain = noDomain,
): ReadMail {
  const outcome = tryReadMail(raw, limits);
  return outcome.state === 'read' ? outcome.mail : wrapMail(raw, outcome.reason, defaultDomain);
}

export type ReadOutcome =
  | { readonly state: 'read'; readonly mail: ReadMail }
  /** `reason` is a sentence. */
  | { readonly state: 'unparsable'; readonly reason: string };

/** As `readMail`, with the wrapping left to the caller. */
export function tryReadMail(raw: Uint8Array, limits: ReadLimits): ReadOutcome {
  try {
    return { state: 'read', mail: readWhole(raw, limits, 0) };
  } catch (error) {
    const reason =
      error instanceof UnparsableMail
        ? error.message
        : `The mail could not be taken apart (${tidyLine(error instanceof Error ? error.message : String(error)).slice(0, 200)}).`;
    return { state: 'unparsable', reason };
  }
}

function readWhole(raw: Uint8Array, limits: ReadLimits, depth: number): ReadMail {
  const problems = new Problems();
  if (raw.length > limits.maxBytes)
    problems.exceed(
      `The mail has ${saySize(raw.length)}, more than the ${saySize(limits.maxBytes)} allowed.`,
    );
  if (raw.length === 0) problems.add('The mail is empty.');
  const block = trustHeader(raw, readHeaderBlock(raw, 0, raw.length, true, problems), problems);
  const context = { limits, problems, partsLeft: limits.maxParts };
  const root = readPart(block.fields, raw.subarray(block.bodyStart), 'text/plain', 0, context);
  // What wrote raw bytes into the header most likely wrote them in the charset of the body.
  const { charset, written, ...content } = collectContent(root, problems);
  const header = readHeader(block, charset, problems);
  const isBare = content.html === null && content.text.trim() === '';
  const text =
    (isBare && depth < 3 ? readEnclosed(content.attachments, limits, depth) : null) ?? content.text;
  const replyText = replyTextOf(written.trim() === '' ? text : written, isBare ? null : content.html);
  const nature = readNature({ ...header, ...content, fields: block.fields });
  const attachedData = { ...attachedDataOf(content.attachments), ...nature.attachedData };
  return {
    ...header,
    ...content,
    text,
    replyText,
    attachedData,
    nature,
    isComplete: true,
    problems: problems.list(),
  };
}

/** The text of a mail that has none of its own but carries another one: that one's, with its sender and subject. */
function readEnclosed(
  attachments: readonly ReadAttachment[],
  limits: ReadLimits,
  depth: number,
): string | null {
  const enclosed = attachments.find(({ type }) => /^message\/(?:rfc822|global|partial)$/.test(type));
  if (!enclosed) return null;
  const { from, subject, text } = readWhole(enclosed.bytes, limits, depth + 1);
  const head = [
    ...(from === null ? [] : [`From: ${from.name} <${from.address}>`]),
    ...(subject === null ? [] : [`Subject: ${subject}`]),
  ];
  return `${head.join('\n')}\n\n${text}`;
}
