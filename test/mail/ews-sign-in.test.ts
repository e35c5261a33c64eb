import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EwsMailbox } from '../../contract/domain/mail-server.ts';
import { openTestDatabase, type TestDatabase } from '../../backend/db/test-database.ts';
import { tryIncoming } from '../../backend/mail/try-connection.ts';
import { type EwsDesk, ewsUser as user, openEwsDesk } from '../world/ews-desk.ts';
import type { EwsStandInSettings } from '../world/ews-server.ts';
import { composeMail } from '../world/mail-samples.ts';
import { readMailbox } from '../world/mailbox-reading.ts';
import { startHttpProxy, startSocksProxy } from '../world/proxies.ts';
import { startTokenAuthority } from '../world/token-authority.ts';

let world: TestDatabase;

beforeAll(async () => {
  world = await openTestDatabase({ jobs: true });
});

afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** Two cores are shared by everything that runs beside this test. */
const soon = { timeout: 30_000 };

const openDesk = (more: Partial<EwsMailbox> = {}, settings: EwsStandInSettings = {}): Promise<EwsDesk> =>
  openEwsDesk(world, more, settings);

test('the user acts for the mailbox that is configured, where the user may', async () => {
  const mailbox = 'service@desk.example';
  await using desk = await openDesk({ mailbox }, { impersonators: [user] });
  desk.store.add('inbox', { raw: composeMail(1) });
  await using reading = await desk.read();
  await expect.poll(reading.numbers, soon).toEqual(['1']);
  expect(desk.exchange.asked[0]).toMatchObject({ mailbox, impersonated: mailbox, anchor: mailbox });
});

test('an application signs in with a token and acts for the user’s mailbox', async () => {
  await using authority = await startTokenAuthority();
  await using desk = await openDesk(
    {
      password: undefined,
      oauth: {
        tenantAuthority: authority.url,
        directoryId: 'desk.example',
        clientId: 'ews',
        clientSecret: '${SECRET}',
        tokenExpiryMarginSeconds: 0,
      },
    },
    { acceptsToken: (token) => authority.given.includes(token), impersonators: ['*'] },
  );
  desk.store.add('inbox', { raw: composeMail(1) });
  await using reading = await desk.read();
  await expect.poll(reading.numbers, soon).toEqual(['1']);
  expect(authority.asked[0]?.fields).toMatchObject({ scope: 'https://outlook.office.com/.default' });
  expect(desk.exchange.asked[0]).toMatchObject({ impersonated: user });
});

test.for([
  {
    name: 'a wrong password',
    more: { user: 'nobody@desk.example' },
    step: 'sign-in',
    words: 'refuses the user nobody@desk.example or the password',
  },
  {
    name: 'no basic authentication',
    more: { user: 'nobody@desk.example' },
    settings: { challenge: 'Negotiate, NTLM' },
    step: 'sign-in',
    words: 'it offers Negotiate, NTLM. Have basic authentication switched on for EWS',
  },
  {
    name: 'no impersonation',
    more: { mailbox: 'other@desk.example' },
    step: 'mailbox',
    words: 'may not act for the mailbox other@desk.example',
  },
  {
    name: 'no mailbox',
    settings: { mailboxes: [] },
    step: 'mailbox',
    words: 'has no mailbox master@desk.example that can be opened',
  },
  {
    name: 'no such folder',
    more: { folder: 'Inbox/Nowhere' },
    step: 'mailbox',
    words: 'The mailbox master@desk.example has no folder Inbox/Nowhere.',
  },
  {
    name: 'a wrong path',
    path: '/owa',
    step: 'settings',
    words: 'There are no Exchange Web Services at',
  },
] as {
  name: string;
  more?: Partial<EwsMailbox>;
  settings?: EwsStandInSettings;
  path?: string;
  step: string;
  words: string;
}[])('a person is told what to do about $name', async ({ more, settings, path, step, words }) => {
  await using desk = await openDesk(more, settings);
  const incoming = path
    ? { ...desk.incoming, url: desk.exchange.url.replace(/\/ews.*/, path) }
    : desk.incoming;
  const trial = await tryIncoming(incoming, { resolve: () => 'secret', baseFolder: '/' });
  expect(trial).toMatchObject({ works: false, problem: { step } });
  const said = trial.works ? '' : `${trial.problem.sentence} ${trial.problem.mend}`;
  expect(said).toContain(words);
  expect(said).not.toContain('secret');
});

test('a page to sign in at, a redirection and a document type are not taken for Exchange', async () => {
  await using desk = await openDesk();
  const secrets = { resolve: () => 'secret', baseFolder: '/' };
  const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>';
  for (const [status, body] of [
    [200, '<html><br>Sign in'],
    [200, bomb],
    [200, ''],
    [302, ''],
  ] as const) {
    desk.exchange.failWith(() => ({ fault: 'status', status, body, headers: { location: '/owa' } }));
    const trial = await tryIncoming(desk.incoming, secrets);
    const said = trial.works ? '' : trial.problem.sentence;
    expect(said).toMatch(/is not Exchange Web Services|There are no Exchange Web Services/);
  }
  desk.exchange.failWith(null);
  expect(await tryIncoming(desk.incoming, secrets)).toEqual({
    works: true,
    found: 'signed in; folder inbox (0 mails), asking every 1 s',
    remarks: [],
  });
});

test('the protocol log names operations and answers, and neither secrets nor mail', async () => {
  await using desk = await openDesk({ enableDebug: true });
  desk.store.add('inbox', { raw: composeMail('logged') });
  const lines: string[] = [];
  await using reading = await readMailbox(world, desk.incoming, { key: 'ews-log', lines });
  await expect.poll(reading.disposed, soon).toBe(1);
  const log = lines.join('');
  expect(log).toContain('"said":"SyncFolderItems"');
  expect(log).toContain('"said":"GetItem"');
  expect(log).not.toMatch(/secret|Basic|logged/);
});

test.for(['http', 'socks5'] as const)(
  'Exchange is reached through a proxy (%s), and only through it',
  async (protocol) => {
    await using proxy = await (protocol === 'http' ? startHttpProxy() : startSocksProxy());
    await using desk = await openDesk({
      proxy: { useProxy: true, protocol, host: proxy.host, port: proxy.port },
    });
    desk.store.add('inbox', { raw: composeMail(1) });
    await using reading = await desk.read();
    await expect.poll(reading.disposed, soon).toBe(1);
    expect(new Set(proxy.passages.map(({ target }) => target))).toEqual(
      new Set([new URL(desk.exchange.url).host]),
    );
    expect(proxy.passages.length).toBeGreaterThan(0);
  },
);
