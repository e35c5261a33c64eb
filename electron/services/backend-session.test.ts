import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ExpectedError } from '../../contract/error.ts';
import { startBackendDouble, type BackendDouble } from '../testing/backend-double.ts';
import { createMemoryLog, sampleMe } from '../testing/samples.ts';
import { createBackendSession, type BackendSession, type SessionEvent } from './backend-session.ts';
import { createMemorySecretStore, type SecretStore } from './secret-store.ts';

describe('the session at the backend', () => {
  let backend: BackendDouble;
  let secrets: SecretStore;
  let session: BackendSession;
  let events: SessionEvent[];
  let log: ReturnType<typeof createMemoryLog>;

  const open = () =>
    createBackendSession({
      backend: backend.url,
      secrets,
      log: log.log,
      onEvent: (event) => events.push(event),
      delays: { first: 5, most: 20 },
      heartbeat: 1000,
      patience: 50,
    });
  const types = () =>
    events.map((event) => (event.type === 'connection' ? event.connection.state : event.type));

  beforeEach(async () => {
    backend = await startBackendDouble({
      'session.signIn': ({ password }) => {
        if (password !== 'right') throw new ExpectedError('wrong-credentials', 'login or password is wrong');
        return { token: 'token-1', expiresAt: '2030-01-01T00:00:00.000Z', me: sampleMe() };
      },
      'session.read': (_input, token) => {
        if (!token || !backend.tokens.has(token)) throw new ExpectedError('not-signed-in', 'expired');
        return sampleMe();
      },
      'session.signOut': () => ({}),
    });
    secrets = createMemorySecretStore();
    events = [];
    log = createMemoryLog();
    session = open();
  });
  afterEach(async () => {
    session.stop();
    await backend.stop();
  });

  const signIn = async () => {
    await session.signIn({ login: 'ada', password: 'right' });
    await vi.waitFor(() => {
      expect(session.connection().state).toBe('online');
    });
  };

  test('shows a backend that hangs while its event stream is open, until it answers', async () => {
    await signIn();
    const answer = Promise.withResolvers<object>();
    backend.handlers['interactions.list'] = () => answer.promise as never;
    const listing = session.client.call('interactions.list', { list: 'mine', limit: 10 }).catch(() => null);
    await vi.waitFor(() => {
      expect(events.at(-1)).toMatchObject({ type: 'waiting', connection: { state: 'connecting' } });
    });
    expect(session.connection().state).toBe('connecting');
    answer.resolve({});
    await listing;
    expect(events.at(-1)).toMatchObject({ type: 'waiting', connection: { state: 'online' } });
    expect(session.connection().state).toBe('online');
  });

  test('begins with the right password, and listens from the newest revision', async () => {
    await expect(session.signIn({ login: 'ada', password: 'wrong' })).rejects.toMatchObject({
      code: 'wrong-credentials',
    });
    expect(session.me()).toBeNull();
    await signIn();
    expect(session.me()?.agent.login).toBe('ada');
    await vi.waitFor(() => {
      expect(types()).toEqual(['connecting', 'started', 'online', 'realtime']);
    });
    expect(backend.streams).toEqual([40]);
  });

  test('comes back after a loss from the newest revision it has seen', async () => {
    await signIn();
    backend.push({ type: 'dictionaries.changed', revision: 57 });
    await vi.waitFor(() => {
      expect(session.me()?.revision).toBe(57);
    });
    events = [];
    backend.dropStreams();
    await vi.waitFor(() => {
      expect(types()).toEqual(['offline', 'connecting', 'online', 'realtime']);
    });
    expect(backend.streams).toEqual([40, 57]);
    expect(events[0]).toMatchObject({ connection: { retryAt: expect.stringMatching(/Z$/) as string } });
  });

  test('waits for a backend that is away, and is told what happened meanwhile', async () => {
    await signIn();
    await backend.stop();
    await vi.waitFor(() => {
      expect(session.connection().state).toBe('offline');
    });
    backend.push({ type: 'responses.changed', revision: 60 });
    await backend.start();
    await vi.waitFor(() => {
      expect(events.at(-1)).toEqual({ type: 'realtime', event: { type: 'responses.changed', revision: 60 } });
    });
  });

  test("follows the agent's own presence", async () => {
    await signIn();
    const presence = { state: 'ready', reason: null, since: '2026-03-01T09:00:00.000Z' } as const;
    backend.push({ type: 'presence.changed', revision: 58, agentId: sampleMe().agent.id, presence });
    await vi.waitFor(() => {
      expect(session.me()?.presence).toEqual(presence);
    });
  });

  test('is asked again after events were lost, and an answer that was overtaken is not believed', async () => {
    await signIn();
    const lunch = { ...sampleMe().presence, state: 'not-ready', reason: 'Lunch' } as const;
    backend.handlers['session.read'] = () => ({ ...sampleMe(), presence: lunch, revision: 60 });
    backend.push({ type: 'reset', revision: 60 });
    await vi.waitFor(() => {
      expect(session.me()?.revision).toBe(60);
    });
    expect(await session.refresh()).toMatchObject({ presence: lunch });
    expect(session.me()).toMatchObject({ presence: lunch });
    backend.handlers['session.read'] = () => ({ ...sampleMe(), revision: 59 });
    expect(await session.refresh()).toMatchObject({ presence: lunch });
  });

  test('is taken up by the next run, also while the backend is away', async () => {
    await signIn();
    session.stop();
    session = open();
    await session.restore();
    expect(session.me()?.agent.login).toBe('ada');
    session.stop();
    await backend.stop();
    session = open();
    await session.restore();
    expect(session.me()?.agent.login).toBe('ada');
    await backend.start();
    await vi.waitFor(() => {
      expect(session.connection().state).toBe('online');
    });
  });

  test('ends when the backend says so, refuses the token, or the person signs out; the token is then forgotten', async () => {
    await signIn();
    backend.push({ type: 'session.ended', revision: 59 });
    await vi.waitFor(() => {
      expect(events.at(-1)).toEqual({ type: 'ended', reason: 'expired' });
    });
    expect(await secrets.read()).toBeNull();

    await signIn();
    backend.tokens.clear();
    await expect(session.client.call('session.read', {})).rejects.toMatchObject({ code: 'not-signed-in' });
    expect(events.at(-1)).toEqual({ type: 'ended', reason: 'expired' });

    backend.tokens.add('token-1');
    await signIn();
    backend.tokens.clear();
    backend.dropStreams();
    await vi.waitFor(() => {
      expect(events.at(-1)).toEqual({ type: 'ended', reason: 'expired' });
    });

    backend.tokens.add('token-1');
    await signIn();
    await backend.stop();
    await session.signOut();
    expect(session.me()).toBeNull();
    expect(session.connection()).toMatchObject({ state: 'offline', retryAt: null });
    expect(await secrets.read()).toBeNull();
    session = open();
    await session.restore();
    expect(session.me()).toBeNull();
    await backend.start();
  });

  test('has forgotten the token when a sign-out, or the sign-in of another, is over', async () => {
    const { read, write } = secrets;
    const written: (string | null)[] = [];
    secrets = {
      read,
      async write(secret) {
        // A disk takes its time, and longer to remove than to write.
        if (secret === null) await new Promise(setImmediate);
        written.push(secret);
        await write(secret);
      },
    };
    session = open();
    await signIn();
    await signIn();
    expect(written.map((secret) => secret !== null)).toEqual([true, false, true]);
    await session.signOut();
    expect(await read()).toBeNull();
  });

  test('never writes the token or the password to the log', async () => {
    await signIn();
    await backend.stop();
    await session.signOut();
    expect(log.lines.join('')).not.toMatch(/token-1|right/);
    await backend.start();
  });
});
