import { expect, test } from 'vitest';
import { isHeaderSafe } from '../../contract/domain/mail-address.ts';
import { replySubject } from './reply-subject.ts';

test.each([
  ['Invoice 12', 'Re: Invoice 12'],
  ['Re: Invoice 12', 'Re: Invoice 12'],
  ['RE: re: AW: Invoice 12', 'Re: Invoice 12'],
  ['Antw: SV: VS: Invoice 12', 'Re: Invoice 12'],
  ['TR : Facture', 'Re: Facture'],
  ['Re[2]: Re (3): Invoice', 'Re: Invoice'],
  ['回复：发票', 'Re: 发票'],
  ['RÉ: nothing known', 'Re: RÉ: nothing known'],
  ['Reference: 12', 'Re: Reference: 12'],
  ['Real: estate', 'Re: Real: estate'],
  ['', 'Re:'],
  ['Re:', 'Re:'],
])('the answer to “%s” has the subject “%s”', (original, expected) => {
  expect(replySubject('reply', original)).toBe(expected);
});

test('a forward says so once', () => {
  expect(replySubject('forward', 'WG: Fwd: FW: Offer')).toBe('Fwd: Offer');
  expect(replySubject('forward', 'Re: Offer')).toBe('Fwd: Offer');
});

test('a subject with line ends cannot become a header', () => {
  const subject = replySubject('reply', 'Hello\r\nBcc: victim@example.net\u0000\u2028x');
  expect(subject).toBe('Re: Hello Bcc: victim@example.net x');
  expect(isHeaderSafe(subject)).toBe(true);
});
