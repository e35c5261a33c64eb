import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { oauthSettings } from '../../contract/domain/mail-server.ts';
import { ConnectionFailure } from '../../backend/mail/connection-problem.ts';
import { openTokenSources, type TokenSource } from '../../backend/mail/oauth/token-source.ts';
import { openTokenStore, type TokenStore } from '../../backend/mail/oauth/token-store.ts';
import { openSessionLocks, type SessionLocks } from '../../backend/mail/session-locks.ts';
import { openTestDatabase, type TestDatabase } from '../world/database.ts';
import { findFreePorts } from '../world/guarded-process.ts';
import {
  startTokenAuthority,
  type TokenAuthority,
  type TokenAuthoritySettings,
} from '../world/token-authority.ts';

const secrets: Readonly<Record<string, string>> = {
  '${CLIENT_SECRET}': 'c1ient-s3cret',
  '${REFRESH}': 'refresh-t0ken',
  '${PASSWORD}': 'pa55word',
};
const network = { proxy: null, authority: null, connectTimeoutSeconds: 5, protocolTimeoutSeconds: 5 };
let world: TestDatabase;

beforeAll(async () => {
  world = await openTestDatabase();
});
afterAll(() => world[Symbol.asyncDispose]());

interface Backend extends AsyncDisposable {
  readonly of: (authority: string, settings?: Readonly<Record<string, unknown>>) => TokenSource;
}

/** What one backend process has: locks and memory of its own, the database shared. */
function startBackend(
  fresh = 0,
  resolve = (reference: string) => secrets[reference] ?? '',
  store?: TokenStore,
): Backend {
  const locks: SessionLocks = openSessionLocks(world.db);
  const sources = openTokenSources({ resolve, store: store ?? openTokenStore(world.db, locks), fresh });
  return {
    of(authority, settings = {}) {
      const oauth = oauthSettings.parse({
        tenantAuthority: authority,
        directoryId: 'desk.example',
        clientId: 'app-1',
        clientSecret: '${CLIENT_SECRET}',
        ...settings,
      });
      return sources.of(
        { protocol: 'imap', user: 'help@desk.example', password: '${PASSWORD}', oauth },
        network,
      );
    },
    [Symbol.asyncDispose]: locks.stop,
  };
}

async function failure(source: TokenSource): Promise<ConnectionFailure> {
  const error: unknown = await source.getToken().catch((thrown: unknown) => thrown);
  if (!(error instanceof ConnectionFailure)) throw new Error('there is a token', { cause: error });
  for (const secret of Object.values(secrets)) expect(JSON.stringify(error.problem)).not.toContain(secret);
  return error;
}

async function within(
  settings: TokenAuthoritySettings,
  work: (authority: TokenAuthority) => Promise<void>,
): Promise<void> {
  await using authority = await startTokenAuthority(settings);
  await work(authority);
}

test('client credentials are asked for as Microsoft wants it', () =>
  within({}, async (authority) => {
    await using backend = startBackend();
    const token = await backend.of(authority.url).getToken();
    expect(token.value).toBe(authority.given[0]);
    expect(authority.asked).toEqual([
      {
        path: '/desk.example/oauth2/v2.0/token',
        fields: {
          grant_type: 'client_credentials',
          client_id: 'app-1',
          client_secret: 'c1ient-s3cret',
          scope: 'https://outlook.office.com/.default',
        },
      },
    ]);
  }));

test('the password of the user is asked with where there is no client secret, or the grant says so', () =>
  within({}, async (authority) => {
    await using backend = startBackend();
    await backend.of(authority.url, { clientSecret: undefined }).getToken();
    await backend.of(authority.url, { grant: 'password', scope: 'mail' }).getToken();
    const common = {
      grant_type: 'password',
      client_id: 'app-1',
      username: 'help@desk.example',
      password: 'pa55word',
    };
    expect(authority.asked.map(({ fields }) => fields)).toEqual([
      { ...common, scope: 'https://outlook.office.com/.default' },
      { ...common, scope: 'mail', client_secret: 'c1ient-s3cret' },
    ]);
  }));

test('an authority that contains “google” is asked with the refresh token', () =>
  within({}, async (authority) => {
    await using backend = startBackend();
    const google = { refreshToken: '${REFRESH}', directoryId: undefined };
    await backend.of(`${authority.url}/Google`, google).getToken();
    expect(authority.asked).toEqual([
      {
        path: '/Google/token',
        fields: {
          grant_type: 'refresh_token',
          client_id: 'app-1',
          client_secret: 'c1ient-s3cret',
          refresh_token: 'refresh-t0ken',
        },
      },
    ]);
  }));

test('a token is fetched once, however many servers and backends ask at once', () =>
  within({ pause: 200 }, async (authority) => {
    await using one = startBackend();
    await using two = startBackend();
    const asking = [one, two].flatMap((backend) =>
      Array.from({ length: 20 }, () => backend.of(authority.url).getToken()),
    );
    const values = new Set((await Promise.all(asking)).map(({ value }) => value));
    expect([...values]).toEqual([authority.given[0]]);
    expect(authority.asked).toHaveLength(1);
  }));

test('a token near its expiry is replaced, and a refused one is given to nobody any more', () =>
  within({ lifetime: () => 1000 }, async (authority) => {
    await using one = startBackend();
    await using two = startBackend();
    // The margin is longer than the token lives: it is used for half of its life.
    const first = await one.of(authority.url, { tokenExpiryMarginSeconds: 3000 }).getToken();
    expect(await two.of(authority.url).getToken()).toEqual(first);
    await two.of(authority.url).reject(first);
    const second = await two.of(authority.url).getToken();
    expect(second.value).not.toBe(first.value);
    await one.of(authority.url).reject(first);
    expect(await one.of(authority.url).getToken()).toEqual(second);
    expect(authority.asked).toHaveLength(2);
  }));

test('a short-lived token is fetched anew once half of its life is over', () =>
  within({ lifetime: () => 0.4 }, async (authority) => {
    await using backend = startBackend();
    const source = backend.of(authority.url);
    const { value } = await source.getToken();
    await expect.poll(async () => (await source.getToken()).value).not.toBe(value);
  }));

test('one mailbox without permission does not take a fresh token from the others', () =>
  within({}, async (authority) => {
    await using backend = startBackend(60_000);
    const source = backend.of(authority.url);
    const token = await source.getToken();
    await source.reject(token);
    expect(await source.getToken()).toEqual(token);
    expect(authority.asked).toHaveLength(1);
  }));

test('a token from before the clock was set back is no fresh one: refused, it is replaced', () =>
  within({}, async (authority) => {
    await using backend = startBackend(60_000);
    const source = backend.of(authority.url);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3 * 86_400_000 });
    let token;
    try {
      token = await source.getToken();
    } finally {
      vi.useRealTimers();
    }
    await source.reject(token);
    expect((await source.getToken()).value).not.toBe(token.value);
    expect(authority.asked).toHaveLength(2);
  }));

test('the database holds no token that can be read without the secret', () =>
  within({}, async (authority) => {
    await using backend = startBackend();
    const { value } = await backend.of(authority.url).getToken();
    const { rows } = await world.db.pool.query<{ readonly all: string }>(
      `select json_agg(t)::text || string_agg(encode(sealed, 'escape'), '') as all from oauth_token t`,
    );
    expect(rows[0]?.all).not.toContain(value);
    expect(rows[0]?.all).not.toContain('s3cret');
    // With another secret under the same name what is there cannot be opened: another token is fetched.
    await using changed = startBackend(0, () => 'a new one');
    expect((await changed.of(authority.url).getToken()).value).not.toBe(value);
    expect(authority.asked).toHaveLength(2);
  }));

test.for([
  ['invalid_client', 401, '', /refuses the client app-1 or its secret/, true],
  ['invalid_client', 401, 'AADSTS7000222: The provided client secret keys are expired.', /has expired/, true],
  [
    'invalid_client',
    401,
    'AADSTS7000215: Invalid client secret provided.',
    /secret of the client app-1 is wrong/,
    true,
  ],
  ['unauthorized_client', 400, 'AADSTS700016: Application not found.', /no application app-1/, true],
  [
    'invalid_grant',
    400,
    'AADSTS50126: Error validating credentials.',
    /help@desk.example or the password is wrong/,
    true,
  ],
  ['invalid_grant', 400, 'AADSTS50076: You must use multi-factor authentication.', /further factor/, true],
  ['invalid_scope', 400, '', /does not know the scope/, true],
  ['temporarily_unavailable', 503, '', /gives no token at present/, false],
] as const)('%s (%i, “%s”) is put into words', ([error, status, description, words, lasting]) =>
  within({}, async (authority) => {
    await using backend = startBackend();
    authority.answerWith({ status, body: { error, error_description: description } });
    const { problem } = await failure(backend.of(authority.url));
    expect(problem).toMatchObject({ step: 'token', sentence: expect.stringMatching(words), lasting });
  }),
);

test('a refresh token that has ended says so, and how to get another', () =>
  within({}, async (authority) => {
    await using backend = startBackend();
    authority.answerWith({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Token has been revoked.' },
    });
    const { problem } = await failure(
      backend.of(`${authority.url}/google`, { refreshToken: '${REFRESH}', directoryId: undefined }),
    );
    expect(problem.sentence).toContain('no longer accepts the refresh token of help@desk.example');
    expect(problem.mend).toContain('new refresh token');
  }));

test('what an authority repeats of the secrets is not told', () =>
  within({}, async (authority) => {
    await using backend = startBackend();
    authority.answerWith({
      status: 400,
      body: { error: 'invalid_client', error_description: 'c1ient-s3cret is not the secret' },
    });
    expect((await failure(backend.of(authority.url))).message).toContain('… is not the secret');
  }));

test('a person must mend it: the authority is not asked again at once', () =>
  within({}, async (authority) => {
    await using backend = startBackend();
    authority.answerWith({ status: 401, body: { error: 'invalid_client' } });
    await failure(backend.of(authority.url));
    await failure(backend.of(authority.url));
    expect(authority.asked).toHaveLength(1);
  }));

test('an authority that throttles is left alone by all backends for as long as it says', () =>
  within({}, async (authority) => {
    await using one = startBackend();
    await using two = startBackend();
    authority.answerWith({ status: 429, headers: { 'retry-after': '120' }, body: '' });
    const { problem } = await failure(one.of(authority.url));
    const wait = (problem.retryAt?.getTime() ?? 0) - Date.now();
    expect(wait).toBeGreaterThan(100_000);
    expect(wait).toBeLessThanOrEqual(120_000);
    expect((await failure(two.of(authority.url))).problem).toMatchObject({ step: 'token', lasting: false });
    expect(authority.asked).toHaveLength(1);
  }));

test('an authority that has just asked for patience is not asked by who waited for his turn', () =>
  within({}, async (authority) => {
    await using one = startBackend();
    authority.answerWith({ status: 429, headers: { 'retry-after': '120' }, body: '' });
    const locks = openSessionLocks(world.db);
    const store = openTokenStore(world.db, locks);
    await using two = startBackend(0, undefined, {
      ...store,
      async tryLock(name) {
        // After this one has looked, and before it has the lock.
        await failure(one.of(authority.url));
        return store.tryLock(name);
      },
    });
    expect((await failure(two.of(authority.url))).problem.sentence).toMatch(/had enough of our requests/);
    expect(authority.asked).toHaveLength(1);
    await locks.stop();
  }));

test('an authority that fails is asked once, however many mails wait to be sent', () =>
  within({}, async (authority) => {
    await using backend = startBackend();
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      authority.answerWith({ status: 503, body: '' });
      for (let mail = 0; mail < 20; mail++) await failure(backend.of(authority.url));
      expect(authority.asked).toHaveLength(1);
      authority.answerWith(null);
      vi.advanceTimersByTime(1_000);
      expect((await backend.of(authority.url).getToken()).value).toBe(authority.given[0]);
    } finally {
      vi.useRealTimers();
    }
  }));

test('an authority that cannot be reached, or is none, is named', async () => {
  await using backend = startBackend();
  const [port = 0] = await findFreePorts(1);
  expect((await failure(backend.of(`http://127.0.0.1:${port}`))).problem).toMatchObject({
    step: 'token',
    sentence: `127.0.0.1:${port}, which gives out tokens, cannot be reached (ECONNREFUSED).`,
    lasting: false,
  });
  await within({}, async (authority) => {
    authority.answerWith({ status: 404, body: '<html>' });
    expect((await failure(backend.of(authority.url))).problem.sentence).toContain(
      'does not answer as a place that gives out tokens (HTTP 404)',
    );
  });
  const closing = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
  const address = closing.address();
  const closed = typeof address === 'object' && address ? address.port : 0;
  expect((await failure(backend.of(`http://127.0.0.1:${closed}`))).problem.lasting).toBe(false);
  closing.close();
});
