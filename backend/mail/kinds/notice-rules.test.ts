import { expect, test } from 'vitest';
import type { MailNature } from './mail-nature.ts';
import { readMail } from '../mime/read-mail.ts';

function natureOf(
  from: string,
  subject: string,
  body: readonly string[],
  ...more: readonly string[]
): MailNature {
  const head = [`From: ${from}`, `Subject: ${subject}`, 'To: service@example.com', ...more];
  return readMail(Buffer.from([...head, 'Content-Type: text/plain; charset=utf-8', '', ...body].join('\r\n')))
    .nature;
}

/** The address stands within a sentence, and what says that it failed is inflected. */
const sentences: readonly (readonly [language: string, subject: string, sentence: string])[] = [
  ['Danish', 'Kan ikke leveres: Din ordre', 'Din meddelelse til bob@example.org kunne ikke leveres.'],
  ['Dutch', 'Niet te bezorgen: Order', 'Uw bericht aan bob@example.org kan niet worden bezorgd.'],
  ['Swedish', 'Kan inte levereras: Order', 'Meddelandet till bob@example.org kunde inte levereras.'],
  ['Finnish', 'Ei voi toimittaa: Tilaus', 'Viestiä vastaanottajalle bob@example.org ei voitu toimittaa.'],
  ['Greek', 'Μη δυνατή παράδοση: Παραγγελία', 'Δεν ήταν δυνατή η παράδοση στον bob@example.org.'],
  ['Romanian', 'Comanda', 'Mesajul către bob@example.org nu a putut fi livrat.'],
  ['Ukrainian', 'Замовлення', 'Повідомлення на адресу bob@example.org доставити не вдалося.'],
  ['Japanese', 'メールが配送できませんでした', 'bob@example.orgへのメールを配送できませんでした。'],
  ['Chinese', '无法送达', '您发送给收件人bob@example.org的邮件（见附件）无法送达。'],
  ['Hebrew', 'לא ניתן למסירה', 'ההודעה שלך אל bob@example.org לא נמסרה.'],
];

test.each(sentences)('in %s a postmaster says who was not reached', (_, subject, sentence) => {
  const { kind, deliveryReports } = natureOf('postmaster@example.org', subject, [sentence, '', '550 5.1.10']);
  expect(kind).toBe('ndr');
  expect(deliveryReports).toMatchObject([{ recipient: 'bob@example.org', status: '5.1.10' }]);
});

const causes: readonly (readonly [words: string, status: string])[] = [
  ['Brevlådan är full.', '5.2.2'],
  ['Skrzynka odbiorcza użytkownika jest pełna.', '5.2.2'],
  ['תיבת הדואר מלאה', '5.2.2'],
  ['受信トレイの容量がいっぱいです。', '5.2.2'],
  ['Benutzer bob nicht im Domino-Verzeichnis aufgeführt', '5.1.1'],
  ["Utilisateur bob non répertorié dans l'annuaire", '5.1.1'],
  ['No hubo respuesta: tiempo de espera agotado', '5.4.7'],
  ['DNS domain example.org does not exist', '5.1.2'],
  ['Der angegebene Empfänger existiert leider nicht', '5.1.1'],
];

test.each(causes)('“%s” means %s', (words, status) => {
  const { deliveryReports } = natureOf('MAILER-DAEMON@example.org', 'failure notice', [
    'bob@example.org:',
    words,
  ]);
  expect(deliveryReports).toMatchObject([{ recipient: 'bob@example.org', status }]);
});

test('a list has one form, however little is said of one of its entries', () => {
  const { deliveryReports } = natureOf('MAILER-DAEMON@example.org', 'failure notice', [
    '<ann@one.example>:',
    'User is over quota (#5.2.2)',
    '',
    '<bob@two.example>:',
    'The host does not like the recipient.',
    '550 5.7.1 Relaying denied',
    '',
    '<cy@three.example>:',
    'Sorry, no mailbox here by that name. (#5.1.1)',
  ]);
  expect(deliveryReports.map(({ recipient, status }) => [recipient, status])).toEqual([
    ['ann@one.example', '5.2.2'],
    ['bob@two.example', '5.7.1'],
    ['cy@three.example', '5.1.1'],
  ]);
});

const systems: readonly (readonly [from: string, subject: string, body: readonly string[]])[] = [
  ['"Mail Deliver System" <Mail-Deliver-System@example.org>', 'Returned Mail:', ['---The following addresses had delivery errors---', '', 'bob@example.org [User unknown]']],
  ['postmaster@example.org', 'Delivery Status', ['--- The following addresses had delivery problems ---', '', '<bob@example.org>   (User unknown)']],
  ['Mail Sieve Subsystem <postmaster@example.org>', 'Automatically rejected mail', ['Your message to bob@example.org was automatically rejected.']],
]; // prettier-ignore

test.each(systems)('%s sends a notice of failure', (from, subject, body) => {
  const { kind, deliveryReports } = natureOf(from, subject, body);
  expect(kind).toBe('ndr');
  expect(deliveryReports).toMatchObject([{ recipient: 'bob@example.org', action: 'failed' }]);
});

test('a report that all went well is none of failure', () => {
  const body = ['Ihre Nachricht wurde den folgenden Empfängern zugestellt:', '', 'bob@example.org'];
  const { kind, deliveryReports } = natureOf('MAILER-DAEMON@example.org', 'Zugestellt: Angebot', body);
  expect(kind).toBe('report');
  expect(deliveryReports).toMatchObject([{ recipient: 'bob@example.org', action: 'delivered' }]);
});

test('a notice of delay needs no word of failure in its subject', () => {
  const body = [
    'Delivery will be retried.',
    '',
    '[SMTP:bob@example.org]: Remote server could not be contacted',
  ];
  const { kind, deliveryReports } = natureOf('postmaster@example.org', 'Message Delivery Delay', body);
  expect(kind).toBe('report');
  expect(deliveryReports).toMatchObject([{ recipient: 'bob@example.org', action: 'delayed' }]);
});

const ordinary: readonly (readonly [what: string, from: string, subject: string, body: string])[] = [
  ['a swindler who calls himself a mail system', 'Mail Delivery System <help@evil.example>', 'You have 5 undelivered messages', 'Release your undelivered messages for bob@example.org'],
  ['a parcel service that answers to nobody', 'Parcels <noreply@parcels.example>\r\nReturn-Path: <>\r\nAuto-Submitted: auto-generated', 'Delivery failed', 'We were unable to deliver order 550 to bob@example.org. The address is unknown.'],
  ['a postmaster who announces something', 'postmaster@example.org', 'Maintenance on Sunday', 'Mail cannot be delivered on Sunday. Write to help@example.org.'],
  ['a postmaster who writes a letter', 'Postmaster <postmaster@example.org>', 'Your complaint', 'The account eve@example.org was closed; its mail of status 5.7.1 is gone. Regards, Jo'],
  ['a person who pastes a notice with its header', 'Bo <bo@example.org>', 'Undelivered Mail Returned to Sender', '<sales@example.com>: 550 5.1.1 User unknown\r\n\r\nReceived: from a by b\r\nFrom: bo@example.org\r\nTo: sales@example.com\r\nSubject: order\r\nMessage-ID: <q@example.org>'],
  ['a person who forwards a notice', 'Bo <bo@example.org>', 'VB: Kan inte levereras: order', 'Se nedan: 550 5.1.10 sales@example.com'],
]; // prettier-ignore

test.each(ordinary)('%s writes an ordinary mail', (_, from, subject, body) => {
  expect(natureOf(from, subject, [body]).kind).toBe('message');
});

const answer = 'In-Reply-To: <ours@example.com>';

test.each([
  'Odpowiedź automatyczna: Zamówienie',
  'Fraværsmelding: Ordre',
  'Abwesend: Ihre Bestellung',
  'Bob is out of the office (returning 10.03.2026)',
])('an answering machine says “%s”', (subject) => {
  expect(natureOf('bob@example.org', subject, ['Back soon.'], answer).kind).toBe('auto-reply');
});

test.each(['Abwesenheitsnotiz: Ihre Bestellung', 'AUTO: Bob is out of the office'])(
  'an answering machine says “%s”, even without naming what it answers',
  (subject) => {
    expect(natureOf('bob@example.org', subject, ['Back soon.']).kind).toBe('auto-reply');
  },
);

test.each(['Re: Automatic reply: Order', 'AW: Abwesend: Bestellung', 'Re: Bob is out of the office'])(
  'a person answers “%s”',
  (subject) => {
    expect(natureOf('bob@example.org', subject, ['Thanks.'], answer).kind).toBe('message');
  },
);
