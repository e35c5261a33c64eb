import type { MailOrigin } from '../db/mail-tables.ts';
import type { ReadMail } from '../mail/mime/mail-content.ts';
import { type Recipient, envelopeHeader } from './choose-service-access.ts';

/** Whom a mail was for, most trustworthy first: the envelope it was handed over with, then its headers (M2). */
export function recipientsOf(mail: ReadMail, origin: MailOrigin | null): readonly Recipient[] {
  const envelope = origin?.via === 'smtp' ? origin.recipients : [];
  return [...envelope.map((address) => ({ header: envelopeHeader, address })), ...mail.recipientHeaders];
}
