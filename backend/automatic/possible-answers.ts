import type { Confirmation, OpeningHours } from '../../contract/domain/intake-configuration.ts';
import type { MailHeaders } from '../intake/mail-headers.ts';
import type { RequestedMail } from '../intake/rules/apply-rules.ts';

/** What confirms a group's mail, and when it works (M25). */
export interface GroupConfirmation extends Confirmation {
  /** Null: always open. */
  readonly hours: OpeningHours | null;
}

/** What may be sent automatically because of a mail. */
export interface PossibleAnswers {
  readonly headers: MailHeaders;
  /** By rules. */
  readonly requested: readonly RequestedMail[];
  readonly confirmation: GroupConfirmation | null;
}
