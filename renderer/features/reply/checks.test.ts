import { expect, test } from 'vitest';
import { mailId } from '../../../contract/domain/ids.ts';
import { findAttachmentWord } from './attachment-words.ts';
import { findConcerns, type ReadyMail } from './checks.ts';
import { sampleInteraction } from './testing/samples.ts';

const elise = { name: 'Élise', address: 'elise@laurent.example', source: 'from' as const };
const ready: ReadyMail = {
  kind: 'reply',
  recipients: [elise],
  subject: 'Re: bill',
  culture: 'en-US',
  text: 'Thank you.',
  identifiers: [],
  attachmentCount: 0,
  suggested: [elise],
  original: sampleInteraction().messages[0] ?? null,
  messages: sampleInteraction().messages.slice(0, 1),
};
const typed = (address: string) => ({ name: '', address, source: 'typed' as const });
const types = (changes: Partial<ReadyMail>) => findConcerns({ ...ready, ...changes }).map(({ type }) => type);

test('a finished reply raises nothing', () => {
  expect(types({})).toEqual([]);
});

test('an empty subject and identifiers that remain are asked about', () => {
  expect(types({ subject: ' ', identifiers: ['$From.Name$'] })).toEqual(['no-subject', 'unresolved']);
});

test('a mail that came after the one answered is asked about, with its beginning', () => {
  const [original] = sampleInteraction().messages;
  if (!original) throw new Error('there is no sample');
  const later = {
    ...original,
    id: mailId.parse('99'),
    receivedAt: '2099-01-01T00:00:00.000Z',
    text: 'No,\n do not cancel!',
  };
  expect(findConcerns({ ...ready, original, messages: [original, later] })).toEqual([
    { type: 'written-again', sender: original.from.name, beginning: 'No, do not cancel!' },
  ]);
  expect(types({ original: later, messages: [original, later] })).toEqual([]);
  expect(types({ kind: 'forward', original, messages: [original, later] })).toEqual([]);
  expect(types({ original, messages: [original, { ...later, direction: 'out' }] })).toEqual([]);
  expect(types({ original, messages: [original, { ...later, expert: 'answer' }] })).toEqual([]);
  expect(types({ original, messages: [original, { ...later, kind: 'auto-reply' }] })).toEqual([]);
});

test('the subject of the customer, which a template repeats, announces no attachment', () => {
  const { original } = ready;
  if (!original) throw new Error('there is no sample');
  const named = { ...original, subject: 'Attachments' };
  expect(types({ original: named, text: 'Thank you for writing about “Attachments”.' })).toEqual([]);
  expect(types({ original: named, text: 'See the attachment.' })).toEqual(['attachment-missing']);
});

test.each([
  ['en-US', 'Please find attached the bill', 'attached'],
  ['fr-FR', 'Vous trouverez ci-joint la facture', 'ci-joint'],
  ['fr-CA', 'Voir la pièce jointe.', 'pièce jointe'],
  ['de-DE', 'Anbei die Rechnung', 'Anbei'],
  ['es-ES', 'Le adjunto la factura', 'adjunto'],
  ['sv-SE', 'Fakturan bifogas.', 'bifogas'],
  ['sv-SE', 'See the attachment', 'attachment'],
])('in %s "%s" announces an attachment', (culture, text, word) => {
  expect(findAttachmentWord(text, culture)).toBe(word);
  expect(types({ culture, text })).toEqual(['attachment-missing']);
  expect(types({ culture, text, attachmentCount: 1 })).toEqual([]);
});

test.each([
  ['en-US', 'You seem detached from reattachedness'],
  ['fr-FR', 'Je joins mes vœux'],
  ['en-US', 'Anbei die Rechnung'],
])('in %s "%s" announces none', (culture, text) => {
  expect(findAttachmentWord(text, culture)).toBeNull();
});

test('recipients are compared with the conversation', () => {
  expect(findConcerns({ ...ready, recipients: [elise, typed('x@other.example')] })).toEqual([
    { type: 'new-domain', addresses: ['x@other.example'] },
  ]);
  expect(findConcerns({ ...ready, recipients: [elise, typed('boss@laurent.example')] })).toEqual([
    { type: 'added', addresses: ['boss@laurent.example'] },
  ]);
  expect(findConcerns({ ...ready, recipients: [typed('PAUL@laurent.example')] })).toEqual([
    { type: 'dropped', addresses: ['elise@laurent.example'] },
  ]);
  expect(types({ kind: 'forward', recipients: [typed('x@other.example')] })).toEqual([]);
});
