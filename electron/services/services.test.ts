import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallInput, CallName, HostEvent } from '../../contract/desktop.ts';
import type { Draft } from '../../contract/domain/draft.ts';
import { ExpectedError } from '../../contract/error.ts';
import { startBackendDouble, type BackendDouble } from '../testing/backend-double.ts';
import {
  createMemoryLog,
  makeTemporaryFolder,
  sampleContent,
  sampleDraft,
  sampleDraftId as id,
  sampleMe,
  type TemporaryFolder,
} from '../testing/samples.ts';
import type { HostNotification, HostPort } from './host-port.ts';
import { createMemorySecretStore } from './secret-store.ts';
import { createServices, type Services } from './services.ts';

describe('the services of the host', () => {
  let folder: TemporaryFolder;
  let backend: BackendDouble;
  let there: Draft;
  let services: Services;
  let events: HostEvent[];
  let opened: string[];
  let notified: { readonly notification: HostNotification; readonly click: () => void }[];
  let log: ReturnType<typeof createMemoryLog>;
  let chosen: string | null;

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    [events, opened, notified, chosen] = [[], [], [], null];
    log = createMemoryLog();
    there = sampleDraft(5, sampleContent('<p>before</p>'));
    backend = await startBackendDouble({
      'session.signIn': ({ login }) => ({
        token: 'token-1',
        expiresAt: '2030-01-01T00:00:00.000Z',
        me: sampleMe(login, login === 'ada' ? '7' : '8'),
      }),
      'session.signOut': () => ({}),
      'session.read': () => sampleMe(),
      'dictionaries.list': () => ({ dictionaries: [] }),
      'drafts.read': () => there,
      'drafts.save': ({ baseRevision, content }, token) => {
        if (!token || !backend.tokens.has(token)) throw new ExpectedError('not-signed-in', 'expired');
        if (baseRevision !== there.revision) throw new ExpectedError('draft-conflict', 'saved elsewhere');
        there = sampleDraft(there.revision + 1, content);
        return there;
      },
    });
    const host: HostPort = {
      edition: 'desktop',
      platform: 'linux',
      version: '1.2.3',
      locales: () => ['fr-FR'],
      profile: folder.path,
      keepsSettings: true,
      secrets: createMemorySecretStore(),
      delivery: {
        kind: 'dialog',
        choosePath: async (name) => (chosen === null ? null : path.join(chosen, name)),
      },
      openOutside: async (url) => opened.push(url) > 0,
      notify: (notification, click) => notified.push({ notification, click }),
      setBadge: () => undefined,
      log: log.log,
    };
    services = createServices(host, {
      backend: backend.url,
      onEvent: (event) => events.push(event),
      pace: { interval: 5, retry: { first: 10, most: 20 } },
      delays: { first: 5, most: 20 },
    });
  });
  afterEach(async () => {
    services.stop();
    await backend.stop();
    await folder[Symbol.asyncDispose]();
  });

  async function ask<K extends CallName>(name: K, input: CallInput<K>): Promise<unknown> {
    const reply = await services.dispatch(name, input);
    return reply.ok ? reply.value : reply.error;
  }
  const signIn = (login = 'ada') => ask('session.signIn', { login, password: 'x' });
  const keep = (html: string, baseRevision = there.revision) =>
    ask('drafts.keep', { id, baseRevision, content: sampleContent(html) });
  const journals = async () => {
    const files = await readdir(folder.path, { recursive: true });
    return files.filter((file) => /Drafts.\d+\.json$/.test(file));
  };

  test('tell the renderer who it is, where, and in which language', async () => {
    expect(await ask('host.state', {})).toMatchObject({ me: null, edition: 'desktop', locales: ['fr-FR'] });
    await signIn();
    expect(await ask('host.state', {})).toMatchObject({ me: { agent: { login: 'ada' } } });
    expect(await ask('settings.save', { theme: 'dark' })).toMatchObject({
      theme: 'dark',
      density: 'comfortable',
    });
    expect(events.at(-1)).toMatchObject({ type: 'settings', settings: { theme: 'dark' } });
    expect(JSON.parse(await readFile(path.join(folder.path, 'settings.json'), 'utf8'))).toMatchObject({
      theme: 'dark',
    });
  });

  test('keep what is typed after the session has expired, and save it when the agent is back', async () => {
    await signIn();
    backend.tokens.clear();
    await keep('<p>typed</p>');
    await vi.waitFor(() => {
      expect(events).toContainEqual({ type: 'session.ended' });
    });
    expect(await keep('<p>typed on</p>')).toMatchObject({ saved: 'local' });
    expect(await journals()).toHaveLength(1);
    backend.tokens.add('token-1');
    await signIn();
    await vi.waitFor(() => {
      expect(there.html).toBe('<p>typed on</p>');
    });
    await vi.waitFor(async () => {
      expect(await journals()).toEqual([]);
    });
  });

  test('keep the journal over a sign-out, for this agent only', async () => {
    await signIn();
    backend.handlers['drafts.save'] = () => {
      throw new ExpectedError('lease-lost', 'another agent holds it');
    };
    await keep('<p>mine</p>');
    await ask('session.signOut', {});
    expect(await keep('<p>nobody</p>')).toMatchObject({ code: 'not-signed-in' });
    await signIn('bob');
    expect(await ask('drafts.recover', { id })).toBeNull();
    await signIn('ada');
    expect(await ask('drafts.recover', { id })).toMatchObject({ content: { html: '<p>mine</p>' } });
  });

  test('keep the sizes of the window for each agent', async () => {
    expect(await ask('layout.read', {})).toMatchObject({ code: 'not-signed-in' });
    await signIn();
    await ask('layout.save', { listWidth: 420, replyHeight: null });
    await signIn('bob');
    expect(await ask('layout.read', {})).toEqual({ listWidth: null, replyHeight: null });
    await signIn('ada');
    expect(await ask('layout.read', {})).toEqual({ listWidth: 420, replyHeight: null });
  });

  test('show a draft only after what was kept of it had its chance to be saved', async () => {
    await signIn();
    await keep('<p>kept</p>');
    expect(await ask('drafts.read', { id })).toMatchObject({ html: '<p>kept</p>', revision: 6 });
    expect(await ask('drafts.flush', { id })).toMatchObject({ revision: 6 });
  });

  test('forget the text of a draft that was discarded', async () => {
    await signIn();
    backend.handlers['drafts.save'] = () => {
      throw new ExpectedError('lease-lost', 'another agent holds it');
    };
    await keep('<p>kept</p>');
    backend.handlers['drafts.discard'] = () => ({});
    expect(await ask('drafts.discard', { id })).toEqual({});
    expect(await journals()).toEqual([]);
  });

  test('save an attachment where the person says, under a clean name', async () => {
    await signIn();
    backend.handlers['mails.attachment'] = () => new TextEncoder().encode('content');
    const input = { mail: '1', attachment: '2', name: '../../a\u202Efdp.exe' };
    expect(await ask('attachments.save', input)).toEqual({ outcome: 'cancelled' });
    chosen = path.join(folder.path, 'Downloads');
    await mkdir(chosen);
    const saved = path.join(chosen, 'afdp.exe');
    expect(await ask('attachments.save', input)).toEqual({ outcome: 'saved', path: saved });
    expect(await readFile(saved, 'utf8')).toBe('content');
  });

  test('open harmless links only, and tell which notification was clicked', async () => {
    expect(await ask('links.open', { url: 'https://example.org' })).toEqual({ url: null });
    expect(await ask('links.open', { url: 'file:///etc/passwd' })).toMatchObject({ code: 'not-allowed' });
    expect(opened).toEqual(['https://example.org/']);
    await ask('notifications.show', { title: 'Offer', body: 'A mail', tag: 'interaction-5' });
    notified[0]?.click();
    expect(events.at(-1)).toEqual({ type: 'notification.clicked', tag: 'interaction-5' });
  });

  test('answer a bug with a reference, and log it once without what was typed', async () => {
    await signIn();
    backend.handlers['templates.list'] = () => ({ templates: 'no list' }) as never;
    const failure = await ask('templates.list', {});
    expect(failure).toMatchObject({ code: 'internal', detail: { reference: expect.any(String) as string } });
    const { reference } = (failure as { detail: { reference: string } }).detail;
    expect(log.lines.filter((line) => line.includes(reference))).toHaveLength(1);
    expect(await services.dispatch('drafts.keep', { id: 'secret text' })).toMatchObject({ ok: false });
    expect(log.lines.join('')).not.toContain('secret text');
  });
});
