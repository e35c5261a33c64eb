import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Draft } from '../../contract/domain/draft.ts';
import type { CallName, HostEvent } from '../../contract/desktop.ts';
import { startBackendDouble, type BackendDouble } from '../../electron/testing/backend-double.ts';
import {
  makeTemporaryFolder,
  sampleContent,
  sampleDraft,
  sampleDraftId as id,
  sampleMe,
  type TemporaryFolder,
} from '../../electron/testing/samples.ts';
import { openDesktopEdition, type DesktopEdition } from './editions.ts';
import { buildFixture, fixturePages, type FixtureBuild } from './fixture-build.ts';

describe('the desktop', () => {
  let fixture: FixtureBuild;
  let backend: BackendDouble;
  let folder: TemporaryFolder;
  let edition: DesktopEdition;
  let there: Draft;

  beforeAll(async () => {
    fixture = await buildFixture(fixturePages);
    backend = await startBackendDouble({
      'session.signIn': () => ({ token: 'token-1', expiresAt: '2030-01-01T00:00:00.000Z', me: sampleMe() }),
      'session.read': () => sampleMe(),
      'session.signOut': () => ({}),
      'dictionaries.list': () => ({ dictionaries: [] }),
      'drafts.read': () => there,
      'drafts.save': ({ content }) => {
        there = sampleDraft(there.revision + 1, content);
        return there;
      },
      'mails.attachment': () => new TextEncoder().encode('content'),
    });
  });
  afterAll(async () => {
    await backend.stop();
    await fixture[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    there = sampleDraft(1, sampleContent('<p></p>'));
    edition = await open();
  });
  afterEach(async () => {
    await edition.stop();
    await folder[Symbol.asyncDispose]();
  });

  async function open(env: Readonly<Record<string, string>> = {}): Promise<DesktopEdition> {
    const { url } = backend;
    const opened = await openDesktopEdition({
      backend: url,
      profile: folder.path,
      built: fixture.folder,
      env,
    });
    await opened.page.locator('body[data-ready=true]').waitFor();
    return opened;
  }
  const ask = (name: CallName, input: unknown) =>
    edition.page.evaluate(([call, value]) => window.postroom.calls[call](value), [name, input] as const);
  const signIn = () => ask('session.signIn', { login: 'ada', password: 'x' });
  const seen = () => edition.page.evaluate(() => (window as unknown as { seen: HostEvent[] }).seen);
  const isSignedIn = async () => {
    const state = await ask('host.state', {});
    return state.ok && (state.value as { me: unknown }).me !== null;
  };

  test('hears the menu, by choice and by key, and a notification that is clicked', async () => {
    await edition.ask({ do: 'choose-menu', id: 'mail.new' });
    await edition.page.keyboard.press('Control+Shift+L');
    await vi.waitFor(async () => {
      expect(await seen()).toEqual(
        expect.arrayContaining([
          { type: 'command', command: 'mail.new' },
          { type: 'command', command: 'theme.switch' },
        ]),
      );
    });
    await ask('notifications.show', { title: 'Offer', body: 'From Jo', tag: 'offer-5' });
    await ask('badge.set', { count: 3 });
    expect(await edition.record()).toMatchObject({
      notifications: [{ title: 'Offer', body: 'From Jo' }],
      badge: 3,
    });
    await edition.ask({ do: 'click-notification', index: 0 });
    await vi.waitFor(async () => {
      expect(await seen()).toContainEqual({ type: 'notification.clicked', tag: 'offer-5' });
    });
  });

  test('saves an attachment through the dialog, with a clean name proposed', async () => {
    await signIn();
    const attachment = { mail: '1', attachment: '2', name: 'a\u202Efdp.exe' };
    expect(await ask('attachments.save', attachment)).toEqual({ ok: true, value: { outcome: 'cancelled' } });
    const filePath = path.join(folder.path, 'chosen.exe');
    await edition.ask({ do: 'answer-dialog', answer: { canceled: false, filePath } });
    expect(await ask('attachments.save', attachment)).toEqual({
      ok: true,
      value: { outcome: 'saved', path: filePath },
    });
    expect(await readFile(filePath, 'utf8')).toBe('content');
    expect((await edition.record()).dialogs[0]).toMatchObject({
      kind: 'save',
      options: { defaultPath: expect.stringMatching(/[/\\]afdp\.exe$/) as string },
    });
  });

  test('keeps the session over a restart where the system can encrypt, and nowhere in the open', async () => {
    await signIn();
    await edition.stop();
    const sealed = await readFile(path.join(folder.path, 'session.bin'));
    expect(sealed.includes('token-1')).toBe(false);
    edition = await open();
    expect(await isSignedIn()).toBe(true);
    await ask('session.signOut', {});
    expect(await readdir(folder.path)).not.toContain('session.bin');
  });

  test.each(['basic_text', 'none'])(
    'with the key chain "%s" keeps the session in memory only',
    async (mode) => {
      await edition.stop();
      edition = await open({ STAND_IN_ENCRYPTION: mode });
      await signIn();
      expect(await isSignedIn()).toBe(true);
      await edition.stop();
      expect(await readdir(folder.path)).not.toContain('session.bin');
      edition = await open({ STAND_IN_ENCRYPTION: mode });
      expect(await isSignedIn()).toBe(false);
    },
  );

  test('saves drafts before it quits', async () => {
    await signIn();
    await ask('drafts.keep', { id, baseRevision: 1, content: sampleContent('<p>first</p>') });
    await vi.waitFor(() => {
      expect(there.html).toBe('<p>first</p>');
    });
    // Within the pause between two saves.
    await ask('drafts.keep', { id, baseRevision: 2, content: sampleContent('<p>last words</p>') });
    await edition.stop();
    expect(await edition.ended).toBe(0);
    expect(there.html).toBe('<p>last words</p>');
  });

  test('loads its window again when its page has failed, and asks when that does not help', async () => {
    await signIn();
    for (let crash = 1; crash <= 3; crash += 1) {
      await edition.page.evaluate(() => {
        document.body.dataset['ready'] = 'before';
      });
      await edition.ask({ do: 'tell-crash' });
      await edition.page.locator('body[data-ready=true]').waitFor();
      expect(await isSignedIn()).toBe(true);
    }
    await edition.ask({ do: 'answer-dialog', answer: { response: 1, checkboxChecked: false } });
    await edition.ask({ do: 'tell-crash' });
    expect(await edition.ended).toBe(0);
  });

  test('remembers where its window stood', async () => {
    const bounds = { x: 40, y: 50, width: 1000, height: 700 };
    await edition.ask({ do: 'set-bounds', bounds });
    await edition.stop();
    const state = JSON.parse(await readFile(path.join(folder.path, 'window.json'), 'utf8')) as unknown;
    expect(state).toEqual({ bounds, isMaximized: false });
    edition = await open();
    expect(
      edition.page.viewportSize() ?? (await edition.page.evaluate(() => [innerWidth, innerHeight])),
    ).toEqual([1000, 700]);
  });

  test('says in one sentence what is missing when it does not know its backend', async () => {
    await expect(open({ POSTROOM_BACKEND: '' })).rejects.toThrow(/does not know the address of its backend/);
    await expect(open({ POSTROOM_BACKEND: 'nonsense' })).rejects.toThrow(/"nonsense" is no address/);
  });
});
