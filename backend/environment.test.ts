import { expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';

test('an empty environment gives the defaults', () => {
  expect(readEnvironment({ POSTROOM_SMTP: '' }, '/home/a')).toEqual({
    settings: {
      databaseUrl: null,
      dataFolder: '/home/a/.data',
      http: { host: '127.0.0.1', port: 8420 },
      smtp: null,
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
