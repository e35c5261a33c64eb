import { expect, test } from 'vitest';
import { readMail } from '../../backend/mail/mime/read-mail.ts';
import { corporaFolder, mailCollections, readCollection } from './corpora.ts';
import { bouncedRecipients, delayedBounces } from './bounced-recipients.ts';
import { composeNotice, makerNotices } from './maker-notices.ts';
import { composeReport, reportShapes } from './report-shapes.ts';

const folder = corporaFolder();
if (folder === null) {
  console.warn(
    'The mail collections are not here, so kinds of mail are not counted: put them at ../shared/corpora or name their folder in POSTROOM_CORPORA.',
  );
}

/** Bounces that are not seen as such, each with the reason. */
const missed: Readonly<Record<string, string>> = {
  'bounces-flufl/simple_20.txt':
    'a reply by its subject, from an ordinary address, with nothing given back and no status',
};
/** Recipients that are not told from the text, each with the reason. */
const unnamed: Readonly<Record<string, string>> = {
  'bounces-flufl/aol_01.txt': 'the text names a screen name without its domain',
  'bounces-flufl/yale_01.txt': 'the text names a user without a domain, and examples with one',
  'bounces-flufl/llnl_01.txt': 'the address stands within a sentence of advice',
  'bounces-flufl/microsoft_01.txt': 'the recipient is an X.400 name',
  'bounces-flufl/bounce_01.txt': 'the address is garbled; no detector of the collection finds one',
  'bounces-flufl/dumbass_01.txt': 'none is named; no detector of the collection finds one',
  'bounces-flufl/simple_14.txt': 'the second address, whose mailbox is full, is told of the two',
};
/** Return messages among the collections of ordinary mail; looked at by eye. */
const returns: Readonly<Record<string, string>> = {
  'mime-mail/mime_emails/raw_email_with_mimepart_without_content_type.eml': 'report',
  'mime-mail/multipart_report_emails/multi_address_bounce1.eml': 'ndr',
  'mime-mail/multipart_report_emails/multi_address_bounce2.eml': 'ndr',
  'mime-mail/multipart_report_emails/multipart_report_multiple_status.eml': 'ndr',
  'mime-mail/multipart_report_emails/report_422.eml': 'report',
  'mime-mail/multipart_report_emails/report_530.eml': 'ndr',
  'mime-enmime/mail/multipart-wo-boundary.raw': 'ndr',
  'mime-mimekit/messages/bounce.txt': 'ndr',
  'mime-mimekit/messages/delivery-status-multiple-blank-lines.txt': 'ndr',
  'mime-mimekit/messages/delivery-status-no-blank-line.txt': 'ndr',
  'mime-mimekit/messages/delivery-status.anonymized.eml': 'ndr',
  'mime-mimekit/messages/delivery-status.txt': 'ndr',
  'mime-mimekit/messages/delivery-status2.txt': 'ndr',
  'mime-mimekit/messages/disposition-notification.anonymized.eml': 'disposition',
  'mime-mimekit/messages/disposition-notification.txt': 'disposition',
  'mime-mimekit/messages/feedback-report.txt': 'feedback',
  'spam/00169.86268e75abd1bd4bda4d6c129681df34.txt': 'ndr',
};

test.runIf(folder !== null)('bounces of many makers are recognised, with whom they are about', () => {
  const wrong: string[] = [];
  let kinds = 0;
  let recipients = 0;
  const bounces = readCollection(folder ?? '', 'bounces-flufl');
  for (const { file, raw } of bounces) {
    const { kind, deliveryReports } = readMail(raw).nature;
    const name = file.replace(/^.*\//, '');
    if (kind === (delayedBounces.has(name) ? 'report' : 'ndr')) kinds++;
    else if (missed[file] === undefined) wrong.push(`${file} is read as ${kind}`);
    const told = deliveryReports.map(({ recipient }) => recipient.toLowerCase());
    const expected = bouncedRecipients[name] ?? [];
    if (expected.length > 0 && expected.every((address) => told.includes(address.toLowerCase())))
      recipients++;
    else if (unnamed[file] === undefined && missed[file] === undefined)
      wrong.push(`${file} is about ${expected.join(', ')}, not ${told.join(', ')}`);
  }
  console.log(
    `${kinds} of ${bounces.length} bounces recognised, ${recipients} with all their recipients; ${Object.keys(missed).length + Object.keys(unnamed).length} explained`,
  );
  expect(wrong).toEqual([]);
});

test.runIf(folder !== null)('ordinary mail is not taken for anything else', () => {
  const wrong: string[] = [];
  const times: number[] = [];
  let mails = 0;
  for (const collection of mailCollections.filter((name) => name !== 'bounces-flufl')) {
    for (const { file, raw } of readCollection(folder ?? '', collection)) {
      const start = performance.now();
      const { kind, evidence } = readMail(raw).nature;
      times.push(performance.now() - start);
      mails++;
      if (kind !== (returns[file] ?? 'message'))
        wrong.push(`${file} is read as ${kind}: ${evidence.join('; ')}`);
    }
  }
  times.sort((one, other) => one - other);
  console.log(
    `${mails} ordinary mails, ${wrong.length} taken for something else; read and told apart in ${times[Math.floor(times.length / 2)]?.toFixed(2)} ms p50, ${times[Math.floor(times.length * 0.99)]?.toFixed(2)} ms p99`,
  );
  expect(wrong).toEqual([]);
});

test.each(reportShapes)('a report of the shape "$shape" is taken apart', (shape) => {
  const { nature, attachedData } = readMail(composeReport(shape));
  expect(nature.kind).toBe(shape.kind);
  expect(nature.deliveryReports.map(({ recipient, action, status }) => [recipient, action, status])).toEqual(
    shape.expected,
  );
  expect(attachedData['_DSNInfo.RecipientCount']).toBe(String(shape.expected.length));
});

test.each(makerNotices)('the notice of $maker is one of non-delivery', (notice) => {
  const { kind, deliveryReports } = readMail(composeNotice(notice)).nature;
  expect(kind).toBe('ndr');
  expect(deliveryReports).toMatchObject([
    { recipient: notice.recipient, status: notice.status, action: 'failed' },
  ]);
});
