import { afterAll, expect, test } from 'vitest';
import { openAuthenticator } from './authenticator.ts';
import { noCircumstances } from './circumstances.ts';

const authenticator = openAuthenticator({ network: false });
afterAll(() => authenticator.stop());

const trusting = { ...noCircumstances, trustedServers: ['mx.example.com'] };

test('many mails are checked at a time, each with its own answer', async () => {
  const found = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      authenticator.check(
        Buffer.from(
          `Authentication-Results: mx.example.com; dmarc=pass header.from=d${at}.example\r\nFrom: a@d${at}.example\r\n\r\nx`,
        ),
        trusting,
      ),
    ),
  );
  expect(found.map(({ domain, verdict }) => `${domain} ${verdict}`)).toEqual(
    Array.from({ length: 50 }, (_, at) => `d${at}.example authentic`),
  );
});

test('a mail with a huge header is answered, and those beside it as well', async () => {
  const huge = Buffer.from(
    `From: ${'<'.repeat(3_000_000)}\r\nDKIM-Signature: ${'a=b;'.repeat(500_000)}\r\n\r\nx`,
  );
  const small = Buffer.from('From: a@b.example\r\n\r\nx');
  const [first, second] = await Promise.all([
    authenticator.check(huge, noCircumstances),
    authenticator.check(small, noCircumstances),
  ]);
  expect(first.verdict).toBe('unknown');
  expect(second.verdict).toBe('unknown');
});

test('once stopped, mails are not checked, and not lost either', async () => {
  const other = openAuthenticator({ network: false });
  const waiting = other.check(Buffer.from('From: a@b.example\r\n\r\nx'), noCircumstances);
  await other.stop();
  expect((await waiting).verdict).toBe('unknown');
  expect(await other.check(Buffer.from('From: a@b.example\r\n\r\nx'), noCircumstances)).toMatchObject({
    reason: 'not-checked',
  });
});

test('a header that takes ages to check is answered, and takes none of those beside it along', async () => {
  const hostile = [
    'X: y\r\n' + ' x\r\n'.repeat(30_000),
    `DKIM-Signature: v=1; b=${' '.repeat(200_000)}x\r\n`,
  ];
  const trusted =
    'Authentication-Results: mx.example.com; dmarc=pass header.from=b.example\r\nFrom: a@b.example\r\n\r\n';
  const answers = await Promise.all(
    [...hostile, ''].map((more) => authenticator.check(Buffer.from(more + trusted), trusting)),
  );
  expect(answers.map(({ verdict }) => verdict)).toEqual(['authentic', 'authentic', 'authentic']);
});
