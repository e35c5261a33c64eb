import { generateKeyPairSync } from 'node:crypto';
import { dkimSign, sealMessage } from 'mailauth';
import { expect, test } from 'vitest';
import { authenticateMail } from './authenticate-mail.ts';
import { type Circumstances, noCircumstances } from './circumstances.ts';
import { type Lookup, noLookup } from './dns-lookups.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');

type Zone = Readonly<Record<string, string>>;
const bank: Zone = {
  'bank.test': 'v=spf1 ip4:192.0.2.1 -all',
  '_dmarc.bank.test': 'v=DMARC1; p=reject',
  's1._domainkey.bank.test': `v=DKIM1; k=rsa; p=${published}`,
};

/** A name system of TXT records. */
function zone(records: Zone): Lookup {
  return (name, type) => {
    const found = type === 'TXT' ? records[name] : undefined;
    return found === undefined
      ? Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }))
      : Promise.resolve([[found]]);
  };
}

const dead: Lookup = () => Promise.reject(Object.assign(new Error('silent'), { code: 'ETIMEOUT' }));

const plain = mail('From: Bank <service@bank.test>');

function mail(...header: string[]): string {
  return `${header.join('\r\n')}\r\nTo: a@example.com\r\nSubject: Hello\r\nDate: Fri, 21 Nov 2025 09:55:06 +0000\r\n\r\nYour account.\r\n`;
}

async function sign(message: string, domain = 'bank.test', maxBodyLength?: number): Promise<string> {
  const { signatures } = await dkimSign(message, {
    signatureData: [
      {
        signingDomain: domain,
        selector: 's1',
        privateKey: pem,
        ...(maxBodyLength === undefined ? {} : { maxBodyLength }),
      },
    ],
  } as never);
  return signatures + message;
}

function from(address: string, sender = 'service@bank.test'): Circumstances {
  return { ...noCircumstances, peer: { address, helo: 'mx.bank.test', sender } };
}

function check(message: string, circumstances: Circumstances, lookup: Lookup = zone(bank)) {
  return authenticateMail(Buffer.from(message), circumstances, lookup);
}

test('a mail from a server of its domain is authentic', async () => {
  expect(await check(plain, from('192.0.2.1'))).toMatchObject({
    verdict: 'authentic',
    reason: 'dmarc-pass',
    domain: 'bank.test',
    spf: { result: 'pass', domain: 'bank.test' },
    dmarc: { result: 'pass', policy: 'reject' },
    lookAlike: null,
  });
});

test('a signed mail is authentic wherever it comes from', async () => {
  expect(await check(await sign(plain), from('198.51.100.9'))).toMatchObject({
    verdict: 'authentic',
    spf: { result: 'fail' },
    dkim: [{ result: 'pass', domain: 'bank.test', selector: 's1', aligned: true }],
  });
});

test('a mail that its domain disowns is forged', async () => {
  expect(await check(plain, from('198.51.100.9'))).toMatchObject({
    verdict: 'forged',
    reason: 'dmarc-fail',
    dmarc: { result: 'fail', policy: 'reject' },
  });
});

test('a valid signature of somebody else proves nothing', async () => {
  const records = { ...bank, 's1._domainkey.evil.test': bank['s1._domainkey.bank.test'] ?? '' };
  const found = await check(
    await sign(plain, 'evil.test'),
    from('198.51.100.9', 'x@evil.test'),
    zone(records),
  );
  expect(found).toMatchObject({ verdict: 'forged', dkim: [{ result: 'pass', aligned: false }] });
});

test('a changed text is a failed signature', async () => {
  const changed = (await sign(plain)).replace('Your account', 'My account');
  const weak = { ...bank, '_dmarc.bank.test': 'v=DMARC1; p=none' };
  expect(await check(changed, noCircumstances, zone(weak))).toMatchObject({
    verdict: 'doubtful',
    reason: 'altered',
    dkim: [{ result: 'fail', aligned: true }],
  });
});

test('a signature that leaves the end of the text open is doubtful', async () => {
  const signed = await sign(plain, 'bank.test', 5);
  expect(await check(signed, noCircumstances)).toMatchObject({
    verdict: 'doubtful',
    reason: 'partly-signed',
  });
});

test('two From fields of different domains are forged, of one domain doubtful, whatever else is right', async () => {
  const two = await sign(mail('From: a@evil.test', 'From: service@bank.test'));
  expect(await check(two, from('192.0.2.1'))).toMatchObject({ verdict: 'forged', reason: 'several-senders' });
  const same = mail('From: a@bank.test', 'From: service@bank.test');
  expect(await check(same, from('192.0.2.1'))).toMatchObject({
    verdict: 'doubtful',
    reason: 'several-senders',
  });
  const one = mail('From: a@evil.test, service@bank.test');
  expect(await check(one, from('192.0.2.1'))).toMatchObject({
    verdict: 'doubtful',
    reason: 'several-senders',
  });
});

test('where the name system is silent the verdict is unknown, signed or not', async () => {
  for (const message of [plain, await sign(plain)]) {
    expect(await check(message, from('192.0.2.1'), dead)).toMatchObject({
      verdict: 'unknown',
      reason: 'lookup-failed',
    });
  }
});

test('without network nobody is asked and nothing is claimed', async () => {
  expect(await check(await sign(plain), from('192.0.2.1'), noLookup)).toMatchObject({
    verdict: 'unknown',
    reason: 'not-checked',
    spf: { result: 'not-checked' },
    dkim: [{ result: 'not-checked', domain: 'bank.test' }],
    dmarc: null,
  });
});

test('a domain that publishes nothing is unknown; one that signs without a policy is authentic', async () => {
  expect(await check(plain, from('192.0.2.1'), zone({}))).toMatchObject({
    verdict: 'unknown',
    reason: 'unproven',
  });
  const { 's1._domainkey.bank.test': key = '' } = bank;
  const keyOnly = zone({ 's1._domainkey.bank.test': key });
  expect(await check(await sign(plain), noCircumstances, keyOnly)).toMatchObject({
    verdict: 'authentic',
    reason: 'signed',
  });
});

test('our own relay is not the sending server', async () => {
  expect(await check(plain, from('10.0.0.4'))).toMatchObject({
    verdict: 'doubtful',
    reason: 'unsigned',
    spf: null,
  });
});

const results = (id: string, what: string) => `Authentication-Results: ${id}; ${what}`;
const trusting: Circumstances = { ...noCircumstances, trustedServers: ['mx.us.test'] };
const authentic = 'spf=pass smtp.mailfrom=service@bank.test; dmarc=pass header.from=bank.test';

test('the results of the trusted server are believed, and nobody else’s', async () => {
  const ours = mail(results('MX.us.test', authentic), 'Received: by mx.us.test', 'From: service@bank.test');
  expect(await check(ours, trusting, zone({}))).toMatchObject({
    verdict: 'authentic',
    server: { name: 'MX.us.test', spf: 'pass', dmarc: 'pass', dkim: null },
  });
  const foreign = mail(results('mx.evil.test', authentic), 'From: service@bank.test');
  expect(await check(foreign, trusting)).toMatchObject({ verdict: 'doubtful', server: null });
  expect(await check(ours, noCircumstances)).toMatchObject({ verdict: 'doubtful', server: null });
});

test('who hands mail over himself does not speak for the trusted server; our own relay does', async () => {
  const said = mail(results('mx.us.test', authentic), 'From: service@bank.test');
  const stranger = { ...from('198.51.100.9'), trustedServers: trusting.trustedServers };
  expect(await check(said, stranger)).toMatchObject({ verdict: 'forged', server: null });
  const relay = { ...from('10.0.0.4'), trustedServers: trusting.trustedServers };
  expect(await check(said, relay)).toMatchObject({ verdict: 'authentic', server: { dmarc: 'pass' } });
});

test('what stands below the next server’s Received is the sender’s invention', async () => {
  const forged = mail(
    results('mx.us.test', 'spf=fail smtp.mailfrom=bank.test'),
    'Received: from evil by mx.us.test',
    results('mx.us.test', authentic),
    'From: service@bank.test',
  );
  expect(await check(forged, trusting)).toMatchObject({
    verdict: 'forged',
    server: { spf: 'fail', dmarc: null },
  });
});

async function seal(message: string, by: string, found: string): Promise<string> {
  const headers = await sealMessage(message, {
    signingDomain: by,
    selector: 's1',
    privateKey: pem,
    authResults: `mx.${by}; ${found}`,
    cv: 'none',
  });
  return headers.toString() + message;
}

test('a trusted forwarder’s seal is believed, and a stranger’s is not', async () => {
  const { 's1._domainkey.bank.test': key = '' } = bank;
  const keys = zone({ ...bank, 's1._domainkey.list.test': key, 's1._domainkey.evil.test': key });
  const found = 'dmarc=pass header.from=bank.test';
  const trusting = { ...from('198.51.100.9', 'x@list.test'), trustedForwarders: ['list.test'] };
  expect(await check(await seal(plain, 'list.test', found), trusting, keys)).toMatchObject({
    verdict: 'authentic',
    reason: 'forwarder-vouches',
    arc: { result: 'pass', sealers: ['list.test'] },
  });
  for (const message of [
    await seal(plain, 'evil.test', found),
    await seal(plain, 'list.test', 'dmarc=fail header.from=bank.test'),
    await seal(plain, 'list.test', 'dmarc=pass header.from=evil.test'),
    (await seal(plain, 'list.test', found)).replace('Your account', 'My account'),
  ]) {
    expect(await check(message, trusting, keys)).toMatchObject({ verdict: 'forged' });
  }
});

test('a sender who looks like another is named', async () => {
  const ours = { ...from('192.0.2.1'), ownDomains: ['modern-bank.example'] };
  const named = mail('From: "service@bank.test" <x@evil.test>');
  expect(await check(named, ours)).toMatchObject({ lookAlike: { kind: 'name', of: 'service@bank.test' } });
  const spelt = mail('From: Service <x@rnodern-bank.example>');
  expect(await check(spelt, ours)).toMatchObject({
    lookAlike: { kind: 'domain', of: 'modern-bank.example' },
  });
  const cyrillic = mail('From: Service <x@xn--modern-bnk-6qi.example>');
  expect(await check(cyrillic, ours)).toMatchObject({
    lookAlike: { kind: 'domain', of: 'modern-bank.example' },
  });
  const honest = mail('From: "ann@mail.bank.test" <ann@bank.test>');
  expect(await check(honest, ours)).toMatchObject({ lookAlike: null });
});

test.each([
  '',
  '\0\0',
  'From:\r\n\r\n',
  'From: <@>\r\nDKIM-Signature: v=1; a=;;;\r\n\r\n',
  `From: ${'('.repeat(500)}`,
])('broken mail is unknown: %j', async (message) => {
  expect(await check(message, from('192.0.2.1'))).toMatchObject({ verdict: 'unknown', reason: 'no-sender' });
});
