import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { decodeBytesJson, encodeBytesJson } from '../../contract/bytes-json.ts';
import type { CallInput, CallName, HostEvent, Reply } from '../../contract/desktop.ts';
import { ExpectedError } from '../../contract/error.ts';
import { startBackendDouble, type BackendDouble } from '../testing/backend-double.ts';
import { createMemoryLog, makeTemporaryFolder, sampleMe, type TemporaryFolder } from '../testing/samples.ts';
import { startWebHost, type WebHost } from './web-host.ts';

const expiresAt = '2030-01-01T00:00:00.000Z';

describe('the web edition', () => {
  let folder: TemporaryFolder;
  let backend: BackendDouble;
  let host: WebHost;
  let log: ReturnType<typeof createMemoryLog>;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    const renderer = path.join(folder.path, 'renderer');
    await mkdir(path.join(renderer, 'assets'), { recursive: true });
    await writeFile(path.join(renderer, 'index.html'), '<!doctype html><title>Postroom</title>');
    await writeFile(path.join(renderer, 'assets/main.js'), 'export {};');
    await writeFile(path.join(folder.path, 'secret.txt'), 'secret');
    await symlink(path.join(folder.path, 'secret.txt'), path.join(renderer, 'assets/link.txt'));
    backend = await startBackendDouble({
      'session.signIn': ({ login }) => {
        if (login === 'nobody') throw new ExpectedError('wrong-credentials', 'login or password is wrong');
        return { token: `token-${login}`, expiresAt, me: sampleMe(login) };
      },
      'session.signOut': () => ({}),
      'session.read': (_input, token) => sampleMe(token?.replace('token-', '')),
      'dictionaries.list': () => ({ dictionaries: [] }),
    });
    backend.tokens.add('token-ada').add('token-bob');
    log = createMemoryLog();
    host = await startWebHost({
      backend: backend.url,
      profile: path.join(folder.path, 'profile'),
      renderer,
      log: log.log,
    });
  });
  afterEach(async () => {
    await host.stop();
    await backend.stop();
    await folder[Symbol.asyncDispose]();
  });

  const origin = () => new URL(host.url).origin;

  async function openBrowser(): Promise<string> {
    const response = await fetch(host.url);
    expect(response.status).toBe(200);
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^postroom-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    return cookie.split(';')[0] ?? '';
  }

  async function call<K extends CallName>(
    cookie: string,
    name: K,
    input: CallInput<K>,
  ): Promise<Reply<unknown>> {
    const headers = { cookie, origin: origin(), 'content-type': 'application/json' };
    const response = await fetch(`${host.url}desktop/${name}`, {
      method: 'POST',
      headers,
      body: encodeBytesJson(input),
    });
    expect(response.status).toBe(200);
    return decodeBytesJson(await response.text()) as Reply<unknown>;
  }

  function listen(cookie: string, returning = false) {
    const events: HostEvent[] = [];
    const url = `${host.url.replace('http', 'ws')}desktop/events?returning=${returning}`;
    const socket = new WebSocket(url, { headers: { cookie, origin: origin() } });
    socket.on('message', (data: Buffer) => events.push(decodeBytesJson(data.toString()) as HostEvent));
    return { events, socket };
  }

  test('serves the screens with the policy of every page, and nothing outside their folder', async () => {
    const page = await fetch(host.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(await page.text()).toContain('Postroom');
    expect((await fetch(`${host.url}assets/main.js`)).headers.get('content-type')).toContain(
      'text/javascript',
    );
    for (const path of [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
      '/assets/..%5c..%5csecret.txt',
      '/assets/link.txt',
      '/assets/main.js%00.txt',
      '/%ff',
      '//etc/passwd',
      '//',
      'http://',
      '*',
      '/nothing.js',
    ]) {
      const answer = await rawGet(new URL(host.url), path);
      expect(answer).toMatch(/^HTTP\/1.1 40[034] /);
      expect(answer).not.toContain('secret\n');
    }
  });

  test('answers only under its own name, against DNS rebinding', async () => {
    const { port } = new URL(host.url);
    expect(await rawGet(new URL(host.url), '/', `evil.example:${port}`)).toMatch(/^HTTP\/1.1 421 /);
    expect(await rawGet(new URL(host.url), '/', `localhost:${port}`)).toMatch(/^HTTP\/1.1 421 /);
  });

  test('refuses calls, events and downloads from foreign pages', async () => {
    const cookie = await openBrowser();
    const headers = { cookie, 'content-type': 'application/json' };
    const post = (extra: Record<string, string>) =>
      fetch(`${host.url}desktop/host.state`, {
        method: 'POST',
        headers: { ...headers, ...extra },
        body: '{}',
      });
    expect((await post({ origin: 'http://127.0.0.1:1' })).status).toBe(403);
    expect((await post({ origin: 'null' })).status).toBe(403);
    expect((await post({})).status).toBe(403);
    expect((await post({ origin: origin(), 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post({ origin: origin() })).status).toBe(200);
    const download = await fetch(`${host.url}desktop/downloads/x`, {
      headers: { cookie, 'sec-fetch-site': 'same-site' },
    });
    expect(download.status).toBe(403);
    for (const foreign of ['http://evil.example', undefined]) {
      const socket = new WebSocket(`${host.url.replace('http', 'ws')}desktop/events`, {
        headers: { cookie, ...(foreign ? { origin: foreign } : {}) },
      });
      await expect(outcome(socket)).resolves.toBe('refused');
    }
    await expect(outcome(listen('other=1').socket)).resolves.toBe('refused');
    await expect(outcome(listen(cookie).socket)).resolves.toBe('open');
  });

  test('runs no call that the contract does not know, whatever its name', async () => {
    const cookie = await openBrowser();
    for (const name of ['constructor', '__proto__', 'toString', 'drafts.save', '../host.state', '']) {
      const response = await fetch(`${host.url}desktop/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { cookie, origin: origin(), 'content-type': 'application/json' },
        body: '{}',
      });
      expect(decodeBytesJson(await response.text())).toMatchObject({
        ok: false,
        error: { code: 'invalid-input' },
      });
    }
    expect(await call(cookie, 'badge.set', { count: -1 })).toMatchObject({
      error: { code: 'invalid-input' },
    });
    expect(log.lines).toEqual([]);
  });

  test('lets two browsers be two agents', async () => {
    const [one, two] = [await openBrowser(), await openBrowser()];
    expect(await call(one, 'session.signIn', { login: 'ada', password: 'x' })).toMatchObject({ ok: true });
    expect(await call(two, 'session.signIn', { login: 'bob', password: 'x' })).toMatchObject({ ok: true });
    expect(await call(one, 'host.state', {})).toMatchObject({
      value: { edition: 'web', me: { agent: { login: 'ada' } } },
    });
    expect(await call(two, 'host.state', {})).toMatchObject({ value: { me: { agent: { login: 'bob' } } } });
    expect(await call(await openBrowser(), 'host.state', {})).toMatchObject({ value: { me: null } });
    expect(await call(one, 'session.signIn', { login: 'nobody', password: 'x' })).toMatchObject({
      ok: false,
      error: { code: 'wrong-credentials' },
    });
  });

  test('pushes events, and tells a window that comes back to read again', async () => {
    const cookie = await openBrowser();
    const first = listen(cookie);
    await vi.waitFor(() => {
      expect(first.events[0]).toMatchObject({ type: 'connection', connection: { state: 'offline' } });
    });
    await call(cookie, 'session.signIn', { login: 'ada', password: 'x' });
    await vi.waitFor(() => {
      expect(first.events.at(-1)).toMatchObject({ type: 'dictionaries' });
    });
    backend.push({ type: 'dictionaries.changed', revision: 41 });
    await vi.waitFor(() => {
      expect(first.events).toContainEqual({
        type: 'realtime',
        event: { type: 'dictionaries.changed', revision: 41 },
      });
    });
    first.socket.terminate();
    const second = listen(cookie, true);
    await vi.waitFor(() => {
      expect(second.events).toMatchObject([
        { type: 'connection', connection: { state: 'online' } },
        { type: 'realtime', event: { type: 'reset', revision: 41 } },
      ]);
    });
  });

  test('hands out an attachment once, as a download of no type, under a clean name', async () => {
    backend.handlers['mails.attachment'] = () => new TextEncoder().encode('<script>alert(1)</script>');
    const cookie = await openBrowser();
    await call(cookie, 'session.signIn', { login: 'ada', password: 'x' });
    const name = '../rechnung\u202Efdp.html "ü"';
    const reply = await call(cookie, 'attachments.save', { mail: '1', attachment: '2', name });
    expect(reply).toMatchObject({ ok: true, value: { outcome: 'download' } });
    const { url } = (reply as { value: { url: string } }).value;
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const stranger = await fetch(new URL(url, host.url), {
      headers: { ...headers, cookie: await openBrowser() },
    });
    expect(stranger.status).toBe(404);
    const download = await fetch(new URL(url, host.url), { headers });
    expect(download.headers.get('content-type')).toBe('application/octet-stream');
    expect(download.headers.get('content-disposition')).toBe(
      `attachment; filename="rechnungfdp.html ___"; filename*=UTF-8''rechnungfdp.html%20_%C3%BC_`,
    );
    expect(download.headers.get('content-security-policy')).toContain('sandbox');
    expect(await download.text()).toBe('<script>alert(1)</script>');
    expect((await fetch(new URL(url, host.url), { headers })).status).toBe(404);
  });
});

function outcome(socket: WebSocket): Promise<'open' | 'refused'> {
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.terminate();
      resolve('open');
    });
    socket.on('error', () => {
      resolve('refused');
    });
  });
}

/** As typed: `fetch` would tidy the path and set the Host itself. */
function rawGet(url: URL, target: string, host = url.host): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname);
    let answer = '';
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('end', () => {
      resolve(answer);
    });
    socket.on('error', reject);
    socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}
