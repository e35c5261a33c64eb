import { composeMail } from './mails/compose.ts';
import { englishMails } from './mails/english.ts';
import { frenchMails } from './mails/french.ts';
import { germanMails } from './mails/german.ts';
import { brokenMail, hostileMails } from './mails/hostile.ts';
import { japaneseMails } from './mails/japanese.ts';
import type { MailSpec } from './mails/mail-spec.ts';
import { otherLanguageMails } from './mails/other-languages.ts';
import { rightToLeftMails } from './mails/right-to-left.ts';
import { spanishMails } from './mails/spanish.ts';
import { specialMails } from './mails/special.ts';
import { swedishMails } from './mails/swedish.ts';

export interface DemonstrationMail {
  /** Envelope recipient: one of the shop's addresses. */
  readonly envelopeTo: string;
  readonly raw: Buffer;
  /** When it was written: what the queue is ordered by. */
  readonly date: Date;
}

const specs: readonly MailSpec[] = [
  ...englishMails,
  ...frenchMails,
  ...germanMails,
  ...spanishMails,
  ...swedishMails,
  ...rightToLeftMails,
  ...japaneseMails,
  ...otherLanguageMails,
  ...specialMails,
  ...hostileMails,
];

/** By it a rule of the demonstration tells what a newcomer sends. */
const mark = Buffer.from('X-Demonstration: Larkfield Outfitters\r\n');

/**
 * The mails that wait in the demonstration tenant, oldest first, written within the two days before `now`. The same
 * bytes for the same `now`.
 */
export async function demonstrationMails(now: Date): Promise<DemonstrationMail[]> {
  const mails = await Promise.all(
    specs.map(async (spec) => ({
      envelopeTo: spec.to,
      raw: await composeMail(spec, now),
      date: new Date(now.getTime() - spec.minutesAgo * 60_000),
    })),
  );
  const broken = {
    envelopeTo: 'returns@example.com',
    raw: brokenMail(now),
    date: new Date(now.getTime() - 330 * 60_000),
  };
  return [...mails, broken]
    .map((mail) => ({ ...mail, raw: Buffer.concat([mark, mail.raw]) }))
    .toSorted((a, b) => a.date.getTime() - b.date.getTime());
}
