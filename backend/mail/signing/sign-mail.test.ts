import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth';
import { expect, test } from 'vitest';
import { signMail } from './sign-mail.ts';
import { publishesKey, readSigningKey } from './signing-key.ts';

const rsa = readSigningKey(pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey));
const ed25519 = readSigningKey(pem(generateKeyPairSync('ed25519').privateKey));

function pem(key: ReturnType<typeof generateKeyPairSync>['privateKey']): string {
  return (key as unknown as { export: (options: object) => string | Buffer })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();
}

const records: Readonly<Record<string, string>> = {
  'r._domainkey.acme.example': rsa.record,
  'e._domainkey.acme.example': ed25519.record,
};

async function verify(mail: Buffer): Promise<readonly string[]> {
  const { results } = await dkimVerify(mail, {
    resolver: (name: string) => Promise.resolve([[records[name] ?? '']]),
    strict: true,
  });
  return results.map(({ selector, status }) => `${selector} ${status.result}`);
}

const signatures = [
  { domain: 'acme.example', selector: 'r', key: rsa },
  { domain: 'acme.example', selector: 'e', key: ed25519 },
];
const header =
  'From: =?utf-8?q?Caf=C3=A9?= <help@acme.example>\r\nTo: a@b.example,\r\n\tc@d.example\r\nSubject:  Your \t order \r\n' +
  'Date: Fri, 21 Nov 2025 09:55:06 +0000\r\nMessage-ID: <1@acme.example>\r\n';

test.each([
  ['an ordinary text', `${header}\r\nHello\r\n\r\n  there \t  again  \r\n\r\n\r\n`],
  ['no text', `${header}\r\n`],
  ['no empty line either', header],
  ['a text without a line end', `${header}\r\nHello`],
  ['bytes beyond ASCII', `${header}\r\nCaf\u00e9 \u00ff`],
  ['lines that end in LF alone', `${header}\r\nHello`.replaceAll('\r\n', '\n')],
])('both kinds of key sign %s so that others can verify it', async (_what, mail) => {
  expect(await verify(signMail(Buffer.from(mail, 'latin1'), signatures))).toEqual(['r pass', 'e pass']);
});

test.each([
  ['From: evil@evil.example'],
  ['Subject: other'],
  ['To: x@y.example'],
  ['Cc: x@y.example'],
  ['Reply-To: evil@evil.example'],
  ['Content-Type: text/html'],
  ['Message-ID: <2@evil.example>'],
])('a field added on the way breaks the signature: %s', async (field) => {
  const signed = signMail(Buffer.from(`${header}\r\nHello\r\n`), signatures).toString('latin1');
  expect(await verify(Buffer.from(`${field}\r\n${signed}`, 'latin1'))).toEqual(['r fail', 'e fail']);
});

test('a changed text breaks the signature', async () => {
  const signed = signMail(Buffer.from(`${header}\r\nHello\r\n`), signatures).toString('latin1');
  expect(await verify(Buffer.from(signed.replace('Hello', 'Hallo'), 'latin1'))).toEqual(['r fail', 'e fail']);
});

test('no line of a signature is longer than mail allows', () => {
  const signed = signMail(Buffer.from(`${header}\r\nHello\r\n`), signatures).toString('latin1');
  const longest = Math.max(...signed.split('\r\n').map((line) => line.length));
  expect(longest).toBeLessThan(90);
});

test('a weak, foreign or broken key is refused', () => {
  const weak = pem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
  expect(() => readSigningKey(weak)).toThrow(
    /RSA of 1024 bits; mail is signed with RSA of 2048 bits or more/,
  );
  const curve = pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  expect(() => readSigningKey(curve)).toThrow(/is ec/);
  expect(() => readSigningKey('-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----')).toThrow(
    /^is not a private key in PEM without a passphrase$/,
  );
});

test('a published record is recognised however it is written', () => {
  expect(publishesKey(rsa.record.replaceAll('; ', ' ;\t').replace('k=rsa ;', ''), rsa)).toBe(true);
  expect(publishesKey(`${ed25519.record}; t=s`, ed25519)).toBe(true);
  expect(publishesKey(rsa.record, ed25519)).toBe(false);
  expect(publishesKey('v=DKIM1; k=rsa; p=', rsa)).toBe(false);
});
