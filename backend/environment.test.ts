import { expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

test('an empty environment gives the defaults', () => {
  expect(readEnvironment({ POSTROOM_SMTP: '' }, '/home/a')).toEqual({
    settings: {
      databaseUrl: null,
      dataFolder: '/home/a/.data',
      http: { host: '127.0.0.1', port: 8420 },
      smtp: null,
      smtpIn: { tls: null, certificateFiles: null, maximumMessageBytes: 52_428_800, relays: [] },
      logLevel: 'info',
    },
    warnings: [],
  });
});

test('addresses may be names, IPv4 and IPv6', () => {
  const { settings } = readEnvironment({ POSTROOM_HTTP: '[::1]:0', POSTROOM_SMTP: 'mail.example:2525' }, '/');
  expect(settings.http).toEqual({ host: '::1', port: 0 });
  expect(settings.smtp).toEqual({ host: 'mail.example', port: 2525 });
});

test('the SMTP listener is told its TLS, its size limit and its relays', () => {
  const { settings, warnings } = readEnvironment(
    {
      POSTROOM_SMTP: '0.0.0.0:25',
      POSTROOM_SMTPS: '0.0.0.0:465',
      POSTROOM_SMTP_CERTIFICATE: 'tls/chain.pem',
      POSTROOM_SMTP_KEY: '/etc/key.pem',
      POSTROOM_SMTP_SIZE: '100000000',
      POSTROOM_SMTP_RELAYS: '192.0.2.0/24=mx.example.com, 2001:db8::1',
    },
    '/home/a',
  );
  expect(warnings).toEqual([]);
  expect(settings.smtpIn).toEqual({
    tls: { host: '0.0.0.0', port: 465 },
    certificateFiles: { certificate: '/home/a/tls/chain.pem', key: '/etc/key.pem' },
    maximumMessageBytes: 100_000_000,
    relays: [
      { address: '192.0.2.0', prefix: 24, authservId: 'mx.example.com' },
      { address: '2001:db8::1', prefix: 128, authservId: null },
    ],
  });
});

test.each([
  [{ POSTROOM_SMTPS: '0.0.0.0:465' }, /POSTROOM_SMTPS is the port with TLS beside POSTROOM_SMTP/],
  [{ POSTROOM_SMTP_KEY: 'key.pem' }, /POSTROOM_SMTP_KEY needs POSTROOM_SMTP_CERTIFICATE/],
  [{ POSTROOM_SMTP_SIZE: 'large' }, /POSTROOM_SMTP_SIZE is no number of bytes/],
  [{ POSTROOM_SMTP_RELAYS: '10.0.0.1 mx.example.com' }, /POSTROOM_SMTP_RELAYS holds “mx.example.com”/],
  [{ POSTROOM_SMTP_RELAYS: '0.0.0.0/0' }, /POSTROOM_SMTP_RELAYS holds “0.0.0.0\/0”/],
])('%j is refused with what is wrong', (env, message) => {
  expect(() => readEnvironment(env, '/')).toThrow(message);
});

test('everything that is wrong is said at once, and no password with it', () => {
  const env = { POSTROOM_HTTP: '8420', POSTROOM_LOG: 'loud', DATABASE_URL: 'mysql://u:hunter2@db/x' };
  const read = () => readEnvironment(env, '/');
  expect(read).toThrow(/POSTROOM_HTTP is “8420”; write host:port/);
  expect(read).toThrow(/POSTROOM_LOG is “loud”; write one of/);
  expect(read).toThrow(/DATABASE_URL is not of the form/);
  expect(read).not.toThrow(/hunter2/);
});

test('unknown variables of ours are pointed out with the nearest known one', () => {
  expect(
    readEnvironment(
      { POSTROOM_HTPP: '1', POSTROOM_CORPORA: '/c', PATH: '/bin', POSTROOM_IMAP_PASSWORD: 'x' },
      '/',
    ).warnings,
  ).toEqual([
    'the environment variable POSTROOM_HTPP is no setting of Postroom; did you mean POSTROOM_HTTP?',
  ]);
});
