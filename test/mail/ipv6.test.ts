import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { incomingServer, smtpServer } from '../../contract/domain/mail-server.ts';
import { resolveCredentials } from '../../backend/mail/connection-secrets.ts';
import { deliverBySmtp } from '../../backend/mail/smtp-out/deliver-by-smtp.ts';
import { tryIncoming } from '../../backend/mail/try-connection.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { composeMail } from '../world/mail-samples.ts';
import { type SmtpSink, startSmtpSink } from '../world/smtp-sink.ts';

const user = 'help@desk.example';
const secrets = { resolve: () => 'secret', baseFolder: '/' };
const hasIpv6 = Object.values(os.networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);
if (!hasIpv6) console.warn('This machine has no IPv6, so it is not tested.');

let dovecot: Dovecot;
let sink: SmtpSink;
beforeAll(async () => {
  dovecot = await startDovecot({ users: { [user]: 'secret' } });
  sink = await startSmtpSink({ without: ['STARTTLS', 'AUTH'] });
});
afterAll(async () => {
  await dovecot.stop();
  await sink.stop();
});

/** A port of ::1 behind which a server of 127.0.0.1 answers. */
async function reachByIpv6(port: number): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer((client) => {
    const target = connect({ host: '127.0.0.1', port });
    for (const socket of [client, target])
      socket.on('error', () => [client, target].forEach((one) => one.destroy()));
    client.pipe(target).pipe(client);
  });
  server.listen(0, '::1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.runIf(hasIpv6).for(['imap', 'pop3'] as const)(
  'a mailbox is read by %s at an IPv6 address',
  async (protocol) => {
    await using there = await reachByIpv6(protocol === 'imap' ? dovecot.imapPort : dovecot.pop3Port);
    const server = incomingServer.parse({
      protocol,
      host: '::1',
      port: there.port,
      security: 'none',
      user,
      password: '${PASSWORD}',
    });
    expect(await tryIncoming(server, secrets)).toMatchObject({ works: true });
  },
);

test.runIf(hasIpv6)('mail is sent by SMTP to an IPv6 address', async () => {
  await using there = await reachByIpv6(sink.port);
  const server = smtpServer.parse({ protocol: 'smtp', host: '::1', port: there.port, security: 'none' });
  const parcel = {
    from: user,
    to: ['a@example.com'],
    raw: Buffer.from(composeMail('ipv6')),
    messageId: '<mail-ipv6@example.com>',
  };
  expect(
    await deliverBySmtp(server, await resolveCredentials(server, secrets), parcel, () => Promise.resolve()),
  ).toMatchObject({ outcome: 'taken' });
  expect(sink.messages).toHaveLength(1);
});
