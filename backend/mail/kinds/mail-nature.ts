import type { DeliveryReport, MailKind, SpamMark } from '../../../contract/domain/mail-kind.ts';

/** What a mail is and what it says of another one. All text is hostile. */
export interface MailNature {
  readonly kind: MailKind;
  /** Each recipient that a return message speaks of, in its order; empty for other mail. */
  readonly deliveryReports: readonly DeliveryReport[];
  /** `_DSNInfo.*`, `_DSNRawInfo.*`, `_MDNInfo.*`, `_MDNRawInfo.*` (G10 to G12). */
  readonly attachedData: Readonly<Record<string, string>>;
  /** Of which mail it speaks, as far as it says. */
  readonly subjectMail: SubjectMail;
  /** True for all that no person wrote: what must never be answered by a machine (RFC 3834 §2). */
  readonly isAutomatic: boolean;
  readonly spam: SpamMark | null;
  /** What led to the kind, each a short phrase for people. */
  readonly evidence: readonly string[];
}

/** Traces of the mail that a return message is about. */
export interface SubjectMail {
  /** Message-ID of the returned mail or its header, then those that are named; without angle brackets. */
  readonly messageIds: readonly string[];
  /** Original-Envelope-Id (RFC 3461 §4.4); null without. */
  readonly envelopeId: string | null;
  /** True: a part holds the mail or its header, with a Message-ID (G10). */
  readonly isReturned: boolean;
}

/** Of a wrapping message (G8). */
export const wrappedNature: MailNature = {
  kind: 'wrapped',
  deliveryReports: [],
  attachedData: {},
  subjectMail: { messageIds: [], envelopeId: null, isReturned: false },
  isAutomatic: false,
  spam: null,
  evidence: ['it cannot be read'],
};
