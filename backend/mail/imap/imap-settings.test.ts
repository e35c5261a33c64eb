import { expect, test } from 'vitest';
import { imapServer } from '../../../contract/domain/mail-server.ts';
import { describeImap, imapPort } from './imap-settings.ts';

const credentials = { user: 'help', password: 'secret', authority: null, proxy: null, tokens: null };

test.for([
  ['ssl', 993],
  ['starttls', 143],
  ['none', 143],
] as const)('the default port for %s is %i', ([security, port]) => {
  expect(imapPort({ security })).toBe(port);
});

const describe = (security: string) =>
  describeImap(imapServer.parse({ protocol: 'imap', host: 'mail.example.com', security }), credentials);

test('starttls is required where it is configured, and never asked for where it is not', () => {
  expect(describe('ssl')).toMatchObject({ secure: true });
  expect(describe('ssl')).not.toHaveProperty('doSTARTTLS');
  expect(describe('starttls')).toMatchObject({ secure: false, doSTARTTLS: true });
  expect(describe('none')).toMatchObject({ secure: false, doSTARTTLS: false });
});

test('certificates are verified', () => {
  const settings = describeImap(
    imapServer.parse({ protocol: 'imap', host: 'mail.example.com' }),
    credentials,
  );
  expect(settings.tls).toMatchObject({ rejectUnauthorized: true, servername: 'mail.example.com' });
});
