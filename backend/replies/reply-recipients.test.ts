import { expect, test } from 'vitest';
import { ownAddressTest } from './own-addresses.ts';
import { type AnsweredMail, replyRecipients } from './reply-recipients.ts';

const isOurs = ownAddressTest(['help@example.com', 'Sales.*@example.com', 'master@example.com']);

function mail(changes: Partial<AnsweredMail> = {}): AnsweredMail {
  return {
    direction: 'in',
    from: { name: 'Ada', address: 'ada@example.net' },
    replyTo: [],
    to: [{ name: '', address: 'help@example.com' }],
    cc: [],
    ...changes,
  };
}

const named = (...addresses: string[]) => addresses.map((address) => ({ name: '', address }));

test('an answer goes to From, and says so', () => {
  expect(replyRecipients('reply', mail(), isOurs)).toEqual({
    to: [{ name: 'Ada', address: 'ada@example.net', source: 'from' }],
    cc: [],
  });
});

test('an answer goes to Reply-To where there is one', () => {
  const { to } = replyRecipients('reply', mail({ replyTo: named('office@example.net') }), isOurs);
  expect(to).toEqual([{ name: '', address: 'office@example.net', source: 'reply-to' }]);
});

test('a Reply-To that nobody could be reached by, or that leads to us, gives way to From', () => {
  for (const address of ['', 'not an address', 'a@b.example\r\nBcc: c@d.example', 'help@example.com']) {
    const { to } = replyRecipients('reply', mail({ replyTo: named(address) }), isOurs);
    expect(to).toMatchObject([{ address: 'ada@example.net', source: 'from' }]);
  }
});

test('an answer to all reaches everybody else once, and none of our own addresses', () => {
  const original = mail({
    to: named('help@example.com', 'bob@example.net', 'ADA@example.net'),
    cc: named('sales.north@example.com', 'Help+case7@Example.com', 'eve@example.org', 'bob@example.net'),
  });
  expect(replyRecipients('reply-all', original, isOurs)).toEqual({
    to: [
      { name: 'Ada', address: 'ada@example.net', source: 'from' },
      { name: '', address: 'bob@example.net', source: 'to' },
    ],
    cc: [{ name: '', address: 'eve@example.org', source: 'cc' }],
  });
});

test('an answer to what we sent goes on to those who got it', () => {
  const sent = mail({
    direction: 'out',
    from: { name: '', address: 'help@example.com' },
    to: named('ada@example.net'),
  });
  expect(replyRecipients('reply', sent, isOurs).to).toMatchObject([
    { address: 'ada@example.net', source: 'to' },
  ]);
});

test('where more people were written to than an answer may have, none is left out in silence', () => {
  const crowd = named(...Array.from({ length: 501 }, (_, index) => `p${index}@example.org`));
  expect(() => replyRecipients('reply-all', mail({ cc: crowd }), isOurs)).toThrow(
    expect.objectContaining({ code: 'too-many-recipients' }),
  );
  expect(replyRecipients('reply', mail({ cc: crowd }), isOurs).to).toHaveLength(1);
  expect(replyRecipients('reply', mail({ replyTo: crowd }), isOurs).to).toMatchObject([
    { address: 'ada@example.net' },
  ]);
});

test('a forward goes to nobody yet', () => {
  expect(replyRecipients('forward', mail(), isOurs)).toEqual({ to: [], cc: [] });
});

test('a pattern covers no other domain and no other name', () => {
  expect(isOurs('sales.x@evil.example')).toBe(false);
  expect(isOurs('presales.x@example.com')).toBe(false);
  expect(isOurs('SALES.NORTH@EXAMPLE.COM')).toBe(true);
});
