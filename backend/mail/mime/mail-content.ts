import type { ReadAddress } from '../../../contract/domain/mail-address.ts';
import type { MailNature } from '../kinds/mail-nature.ts';

/** A part of a mail that is not its text. */
export interface ReadAttachment {
  /** Cleaned by `cleanFileName`; null when the sender gave none. */
  readonly name: string | null;
  /** As declared, lower-case, without parameters; hostile. */
  readonly type: string;
  /** Bytes, decoded. */
  readonly size: number;
  readonly sha256: string;
  /** Without angle brackets. */
  readonly contentId: string | null;
  /** True if the HTML shows it by `cid:`. */
  readonly inline: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A recipient and the header that names it (M2). */
export interface HeaderRecipient {
  /** As headers are usually written: `Delivered-To`. */
  readonly header: string;
  readonly address: string;
}

/** One mail as Postroom reads it. All text is hostile, free of NUL and well-formed Unicode. */
export interface ReadMail {
  /** Sender, Reply-To or Return-Path where there is no From; null when the mail names no sender at all. */
  readonly from: ReadAddress | null;
  readonly sender: ReadAddress | null;
  readonly replyTo: readonly ReadAddress[];
  readonly to: readonly ReadAddress[];
  readonly cc: readonly ReadAddress[];
  readonly bcc: readonly ReadAddress[];
  /** Null when there is no Subject header. */
  readonly subject: string | null;
  /** ISO 8601 in UTC with milliseconds; null when absent or unreadable. */
  readonly date: string | null;
  /** Without angle brackets, like `inReplyTo` and `references`. */
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  /** Oldest first, without repetitions. */
  readonly references: readonly string[];
  /** In the order in which the route is sought: see `recipientHeaders` in read-recipients.ts. */
  readonly recipientHeaders: readonly HeaderRecipient[];
  /** First language of Content-Language, as written; null when absent. */
  readonly contentLanguage: string | null;
  /** Lines end in LF. The text parts one after the other; derived from the HTML where there is none. */
  readonly text: string;
  readonly html: string | null;
  /** What the sender wrote anew: `text` without quoted mail and signature; all of it where nothing else would be left. */
  readonly replyText: string;
  readonly attachments: readonly ReadAttachment[];
  /** What was found out about the mail, by the keys of the field: `_AttachmentFileNames` and others. */
  readonly attachedData: Readonly<Record<string, string>>;
  /** Whether a person wrote it, and what it says of another mail. */
  readonly nature: MailNature;
  /** False for the wrapping message of an unparsable mail (G8); the first of `problems` says why. */
  readonly isComplete: boolean;
  /** What was wrong with the mail, each a sentence; empty for a sound one. */
  readonly problems: readonly string[];
}

/** Beyond these a mail is unparsable: far more than honest mail has. */
export interface ReadLimits {
  /** Bytes of the whole mail. */
  readonly maxBytes: number;
  /** Multiparts and mails within each other. */
  readonly maxDepth: number;
  readonly maxParts: number;
}

export const defaultReadLimits: ReadLimits = {
  maxBytes: 100 * 1024 * 1024,
  maxDepth: 100,
  maxParts: 5000,
};
