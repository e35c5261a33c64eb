import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imapServer, smtpServer, type ProxySettings } from '../../contract/domain/mail-server.ts';
import { describeConnectionProblem } from '../../backend/mail/connection-problem.ts';
import { resolveCredentials } from '../../backend/mail/connection-secrets.ts';
import { targetOf } from '../../backend/mail/connection-target.ts';
import { connectImap } from '../../backend/mail/imap/connect-imap.ts';
import { openNetwork } from '../../backend/mail/proxy/network.ts';
import { resolveProxy } from '../../backend/mail/proxy/resolved-proxy.ts';
import { deliverBySmtp } from '../../backend/mail/smtp-out/deliver-by-smtp.ts';
import { type Dovecot, startDovecot } from '../world/dovecot.ts';
import { findFreePorts } from '../world/guarded-process.ts';
import { composeMail } from '../world/mail-samples.ts';
import { startHttpProxy, startSocksProxy, type TestProxy } from '../world/proxies.ts';
import { startSmtpSink } from '../world/smtp-sink.ts';
import { startTokenAuthority } from '../world/token-authority.ts';

const user = 'help@desk.example';
const login = { user: 'us:er', password: 'p@ss/w%rd' };
const plainLogin = { user: 'user', password: 'passw0rd' };
const secrets = {
  resolve: (reference: string) => values[reference] ?? 'secret',
  baseFolder: '/',
};
const values: Readonly<Record<string, string>> = {
  '${PROXY}': login.password,
  '${PLAIN}': plainLogin.password,
  '${WRONG}': 'hunter2',
};
let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot({ users: { [user]: 'secret' } });
});
afterAll(() => dovecot.stop());

interface Kind {
  readonly protocol: ProxySettings['protocol'];
  readonly start: typeof startSocksProxy;
  readonly name: string;
}
const kinds: readonly Kind[] = [
  { protocol: 'socks5', start: startSocksProxy, name: 'SOCKS5 proxy' },
  { protocol: 'http', start: startHttpProxy, name: 'HTTP proxy' },
];

function settingsOf(kind: Kind, proxy: Pick<TestProxy, 'host' | 'port'>, more: Partial<ProxySettings> = {}) {
  return { protocol: kind.protocol, host: proxy.host, port: proxy.port, ...more };
}

async function tryImap(settings: Readonly<Record<string, unknown>>) {
  const server = imapServer.parse({
    protocol: 'imap',
    host: 'localhost',
    port: dovecot.imapsPort,
    caFile: dovecot.caFile,
    user,
    password: '${IMAP}',
    connectTimeoutSeconds: 5,
    ...settings,
  });
  try {
    const { client } = await connectImap(server, await resolveCredentials(server, secrets));
    await client.logout();
    return null;
  } catch (error) {
    return describeConnectionProblem(error, targetOf(server));
  }
}

describe.each(kinds)('through a $name', (kind) => {
  test('IMAP passes with TLS, STARTTLS and without, and the proxy resolves the name', async () => {
    await using proxy = await kind.start({ names: { localhost: '127.0.0.1' } });
    const through = settingsOf(kind, proxy);
    expect(await tryImap({ proxy: through })).toBeNull();
    expect(await tryImap({ proxy: through, port: dovecot.imapPort, security: 'starttls' })).toBeNull();
    expect(await tryImap({ proxy: through, port: dovecot.imapPort, security: 'none' })).toBeNull();
    expect(proxy.passages.map(({ target }) => target)).toEqual([
      `localhost:${dovecot.imapsPort}`,
      `localhost:${dovecot.imapPort}`,
      `localhost:${dovecot.imapPort}`,
    ]);
    // A TLS handshake, not a word of IMAP.
    expect(proxy.passages[0]?.begins()[0]).toBe(0x16);
  });

  test('user and password with any characters sign in to it', async () => {
    await using proxy = await kind.start({ login });
    const through = settingsOf(kind, proxy, { user: login.user, password: '${PROXY}' });
    expect(await tryImap({ proxy: through })).toBeNull();
    expect(proxy.passages.map((passage) => passage.user)).toEqual([login.user]);
    await using simple = await kind.start({ login: plainLogin });
    const other = settingsOf(kind, simple, { user: plainLogin.user, password: '${PLAIN}' });
    expect(await tryImap({ proxy: other, port: dovecot.imapPort, security: 'none' })).toBeNull();
    expect(simple.passages).toHaveLength(1);
  });

  test('refused credentials, and missing ones, are an error that names the proxy', async () => {
    await using proxy = await kind.start({ login: plainLogin });
    const wrong = settingsOf(kind, proxy, { user: 'user', password: '${WRONG}' });
    for (const security of ['ssl', 'none'] as const) {
      const problem = await tryImap({
        proxy: wrong,
        security,
        port: security === 'ssl' ? dovecot.imapsPort : dovecot.imapPort,
      });
      expect(problem).toMatchObject({
        step: 'proxy',
        sentence: `The ${kind.name} 127.0.0.1:${proxy.port} refuses the user user or the password.`,
        lasting: true,
      });
      expect(JSON.stringify(problem)).not.toContain('hunter2');
    }
    expect(await tryImap({ proxy: settingsOf(kind, proxy) })).toMatchObject({
      step: 'proxy',
      sentence: `The ${kind.name} 127.0.0.1:${proxy.port} wants a user and a password.`,
    });
    expect(proxy.passages).toEqual([]);
  });

  test('an unreachable proxy, and a target that it does not reach, are told apart', async () => {
    const [unused = 0, nowhere = 0] = await findFreePorts(2);
    await using proxy = await kind.start();
    for (const security of ['ssl', 'none'] as const) {
      expect(
        await tryImap({ proxy: settingsOf(kind, { host: '127.0.0.1', port: unused }), security }),
      ).toMatchObject({
        step: 'proxy',
        sentence: `The ${kind.name} 127.0.0.1:${unused} cannot be reached (ECONNREFUSED).`,
      });
      expect(await tryImap({ proxy: settingsOf(kind, proxy), port: nowhere, security })).toMatchObject({
        step: 'proxy',
        sentence: expect.stringContaining(
          `The ${kind.name} 127.0.0.1:${proxy.port} does not connect to localhost:${nowhere}`,
        ),
      });
    }
  });

  test('something else at its port is not taken for a proxy', async () => {
    const problem = await tryImap({ proxy: settingsOf(kind, { host: '127.0.0.1', port: dovecot.imapPort }) });
    expect(problem).toMatchObject({
      step: 'proxy',
      sentence: expect.stringContaining('does not speak as such'),
    });
  });

  test('mail is sent', async () => {
    await using sink = await startSmtpSink({ users: { sender: 'secret' } });
    await using proxy = await kind.start({ login });
    for (const security of ['starttls', 'none'] as const) {
      const server = smtpServer.parse({
        protocol: 'smtp',
        host: sink.host,
        port: sink.port,
        security,
        user: 'sender',
        password: '${SMTP}',
        proxy: settingsOf(kind, proxy, { user: login.user, password: '${PROXY}' }),
      });
      const credentials = { ...(await resolveCredentials(server, secrets)), authority: sink.certificate };
      const parcel = {
        from: 'help@desk.example',
        to: ['a@example.com'],
        raw: Buffer.from(composeMail(1)),
        messageId: '<mail-1@example.com>',
      };
      expect(await deliverBySmtp(server, credentials, parcel, () => Promise.resolve())).toMatchObject({
        outcome: 'taken',
      });
    }
    expect(sink.messages.map(({ secure }) => secure)).toEqual([true, false]);
    expect(proxy.passages).toHaveLength(2);
  });

  test('tokens are fetched, and other calls made, over HTTP and HTTPS', async () => {
    await using authority = await startTokenAuthority({ user });
    await using proxy = await kind.start({ login });
    const through = settingsOf(kind, proxy, { user: login.user, password: '${PROXY}' });
    const server = imapServer.parse({
      protocol: 'imap',
      host: 'localhost',
      user,
      oauth: { tenantAuthority: authority.url, directoryId: 'd', clientId: 'c', clientSecret: '${CLIENT}' },
      proxy: through,
    });
    const { tokens, proxy: resolved } = await resolveCredentials(server, secrets);
    expect((await tokens?.getToken())?.value).toBe(authority.given[0]);
    expect(proxy.passages.map(({ target }) => target)).toEqual([`127.0.0.1:${authority.port}`]);

    // Any TLS server will do to see that the tunnel carries it, and that the certificate counts.
    const pem = await readFile(dovecot.caFile, 'utf8');
    const settings = { proxy: resolved, connectTimeoutSeconds: 5, protocolTimeoutSeconds: 5 };
    await using trusting = openNetwork({ ...settings, authority: pem });
    await using wary = openNetwork({ ...settings, authority: null });
    const url = `https://localhost:${dovecot.imapsPort}/`;
    const refused: unknown = await wary.fetch(url).catch((error: unknown) => error);
    expect(refused).toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    const answered: unknown = await trusting.fetch(url).catch((error: unknown) => error);
    expect(answered).toMatchObject({ cause: { name: 'HTTPParserError' } });
    expect(proxy.passages).toHaveLength(3);
  });
});

test('where none is configured nothing passes one, whatever the environment says', async () => {
  await using proxy = await startHttpProxy();
  const server = createHttpServer((_request, response) => response.end('straight'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['HTTP_PROXY'] = `http://127.0.0.1:${proxy.port}`;
  try {
    await using network = openNetwork({
      proxy: await resolveProxy(
        { useProxy: false, protocol: 'http', host: '127.0.0.1', port: proxy.port },
        () => '',
      ),
      authority: null,
      connectTimeoutSeconds: 5,
      protocolTimeoutSeconds: 5,
    });
    const { port } = server.address() as AddressInfo;
    expect(await (await network.fetch(`http://127.0.0.1:${port}/`)).text()).toBe('straight');
    expect(proxy.passages).toEqual([]);
  } finally {
    delete process.env['HTTP_PROXY'];
    server.closeAllConnections();
    server.close();
  }
});
