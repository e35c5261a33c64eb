import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../../backend/log.ts';
import { graphMailbox, graphSender, type ProxySettings } from '../../contract/domain/mail-server.ts';
import { resolveCredentials } from '../../backend/mail/connection-secrets.ts';
import { fetchSource } from '../../backend/mail/graph/fetch-source.ts';
import { openGraphClient } from '../../backend/mail/graph/graph-client.ts';
import { handOver } from '../../backend/mail/outbox/hand-over.ts';
import { makeSelfSignedCertificate } from '../../backend/mail/self-signed-certificate.ts';
import { tryIncoming } from '../../backend/mail/try-connection.ts';
import { type GraphServerStandIn, startGraphServer } from '../world/graph-server.ts';
import { composeMail } from '../world/mail-samples.ts';
import { startHttpProxy, startSocksProxy } from '../world/proxies.ts';
import { startTokenAuthority, type TokenAuthority } from '../world/token-authority.ts';

const user = 'help@desk.example';
const secrets = { resolve: () => 'cl1ent-s3cret', baseFolder: '/' };
let authority: TokenAuthority;
let graph: GraphServerStandIn;
let folder: string;
let caFile: string;

beforeAll(async () => {
  const certificate = makeSelfSignedCertificate({ names: ['localhost'] });
  folder = await mkdtemp(path.join(os.tmpdir(), 'postroom-graph-'));
  caFile = path.join(folder, 'graph.pem');
  await writeFile(caFile, certificate.certificate);
  authority = await startTokenAuthority();
  graph = await startGraphServer({ mailboxes: [user], certificate });
});

afterAll(async () => {
  await graph[Symbol.asyncDispose]();
  await authority[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function account(more: { readonly proxy?: ProxySettings; readonly caFile?: string | undefined } = {}) {
  return {
    protocol: 'graph' as const,
    url: `${graph.url}/`,
    user,
    caFile,
    enableDebug: true,
    oauth: {
      tenantAuthority: authority.url,
      directoryId: 'desk.example',
      clientId: 'app',
      clientSecret: '${SECRET}',
    },
    ...more,
  };
}

test.for([
  ['SOCKS5 proxy', 'socks5', startSocksProxy],
  ['HTTP proxy', 'http', startHttpProxy],
] as const)(
  'through a %s the token and the mail pass, with TLS to Microsoft',
  async ([, protocol, start]) => {
    await using proxy = await start({ names: { localhost: '127.0.0.1' } });
    const through = { useProxy: true, protocol, host: proxy.host, port: proxy.port };
    expect(await tryIncoming(graphMailbox.parse(account({ proxy: through })), secrets)).toMatchObject({
      works: true,
    });
    expect(proxy.passages.map(({ target }) => target)).toEqual(
      expect.arrayContaining([new URL(authority.url).host, new URL(graph.url).host]),
    );
  },
);

test('a certificate that nobody vouches for is not trusted, and a proxy that is away is named', async () => {
  const unknown = graphMailbox.parse(account({ caFile: undefined }));
  expect(await tryIncoming(unknown, secrets)).toMatchObject({ works: false, problem: { step: 'encrypt' } });
  const proxy = { useProxy: true, protocol: 'socks5', host: '127.0.0.1', port: 9 } as const;
  expect(await tryIncoming(graphMailbox.parse(account({ proxy })), secrets)).toMatchObject({
    works: false,
    problem: { step: 'proxy', sentence: expect.stringContaining('SOCKS5 proxy 127.0.0.1:9') },
  });
});

test('the protocol is logged where it is asked for, without its secrets and mails', async () => {
  const lines: string[] = [];
  const log = openLog('info', { write: (line: string) => lines.push(line) });
  const mail = graph.mailbox(user).add('inbox', Buffer.from(composeMail(1, { text: 'A private word.' })));
  const server = graphSender.parse(account());
  const credentials = await resolveCredentials(server, secrets);
  {
    await using client = openGraphClient(server, credentials, { log, patience: 0 });
    await fetchSource(client, mail.id, 100_000);
  }
  const raw = Buffer.from(composeMail(2, { from: user, text: 'A private word.' }));
  const parcel = { from: user, to: ['customer-2@example.com'], raw, messageId: '<mail-2@example.com>' };
  expect(await handOver(server, credentials, parcel, () => Promise.resolve(), { log })).toMatchObject({
    outcome: 'taken',
  });
  const said = lines.map((line) => String((JSON.parse(line) as { readonly said: unknown }).said));
  expect(said).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^GET .*%24value$|^GET .*\$value$/),
      expect.stringMatching(/^POST .*\/send$/),
      expect.stringMatching(/^202 /),
    ]),
  );
  expect(lines.join('')).not.toMatch(/private word|cl1ent-s3cret/);
  for (const token of authority.given) expect(lines.join('')).not.toContain(token);
});
