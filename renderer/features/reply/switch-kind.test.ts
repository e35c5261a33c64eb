import { expect, test } from 'vitest';
import { fieldsForKind } from './switch-kind.ts';
import { sampleDraft, sampleInteraction } from './testing/samples.ts';
import { fieldsOf } from './reply-state.ts';

const [message] = sampleInteraction().messages;
if (message === undefined) throw new Error('the sample has a message');
const answered = { message, isOurs: (address: string) => address.endsWith('@nordvind.example') };
const fields = fieldsOf(sampleDraft());
const addresses = (list: readonly { address: string; source: string }[]) =>
  list.map(({ address, source }) => `${address} (${source})`);

test('a reply to all adds the other recipients of the mail, never ourselves', () => {
  const all = fieldsForKind('reply-all', fields, answered);
  expect(addresses(all.to)).toEqual(['elise@laurent.example (from)']);
  expect(addresses(all.cc)).toEqual(['paul@laurent.example (cc)']);
});

test('a forward has no recipients but the ones typed, and says so in the subject', () => {
  const typed = { name: '', address: 'x@other.example', source: 'typed' as const };
  const forward = fieldsForKind('forward', { ...fields, to: [...fields.to, typed] }, answered);
  expect(addresses(forward.to)).toEqual(['x@other.example (typed)']);
  expect(forward.subject).toBe('Fwd: Facture du mois de mars');
  expect(fieldsForKind('reply', forward, answered).subject).toBe('Re: Facture du mois de mars');
});
