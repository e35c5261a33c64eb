import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { HostEvent } from '../../contract/desktop.ts';
import { startBackendDouble, type BackendDouble } from '../../electron/testing/backend-double.ts';
import {
  createMemoryLog,
  makeTemporaryFolder,
  sampleMe,
  type TemporaryFolder,
} from '../../electron/testing/samples.ts';
import { startWebHost } from '../../electron/web/web-host.ts';
import { launchBrowser, openWebEdition } from './editions.ts';
import { buildFixture, fixturePages, type FixtureBuild } from './fixture-build.ts';

const signIn = (page: Page, login: string) =>
  page.evaluate((name) => window.postroom.calls['session.signIn']({ login: name, password: 'x' }), login);
const loginOf = async (page: Page) => {
  const state = await page.evaluate(() => window.postroom.calls['host.state']({}));
  return state.ok ? (state.value as { me: { agent: { login: string } } | null }).me?.agent.login : 'failed';
};
const seen = (page: Page) => page.evaluate(() => (window as unknown as { seen: HostEvent[] }).seen);

describe('the web edition in a browser', () => {
  let fixture: FixtureBuild;
  let backend: BackendDouble;
  let folder: TemporaryFolder;

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    fixture = await buildFixture(fixturePages);
    backend = await startBackendDouble({
      'session.signIn': ({ login }) => ({
        token: `token-${login}`,
        expiresAt: '2030-01-01T00:00:00.000Z',
        me: sampleMe(login),
      }),
      'session.signOut': () => ({}),
      'dictionaries.list': () => ({ dictionaries: [] }),
      'mails.attachment': () => new TextEncoder().encode('<b>content</b>'),
    });
    backend.tokens.add('token-ada').add('token-bob');
  });
  afterAll(async () => {
    await backend.stop();
    await fixture[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  test('is another agent in another browser, and keeps each over a reload', async () => {
    await using edition = await openWebEdition({
      backend: backend.url,
      profile: path.join(folder.path, 'two'),
      built: fixture.folder,
    });
    const [one, two] = [edition.page, await edition.openBrowser()];
    await signIn(one, 'ada');
    await signIn(two, 'bob');
    await one.reload();
    expect([await loginOf(one), await loginOf(two)]).toEqual(['ada', 'bob']);
  });

  test('hands an attachment to the downloads of the browser', async () => {
    await using edition = await openWebEdition({
      backend: backend.url,
      profile: path.join(folder.path, 'download'),
      built: fixture.folder,
    });
    const { page } = edition;
    await signIn(page, 'ada');
    const downloading = page.waitForEvent('download');
    await page.evaluate(async () => {
      const name = 'Prüfung\u202Efdp.html';
      const reply = await window.postroom.calls['attachments.save']({ mail: '1', attachment: '2', name });
      const { url } = (reply as { value: { url: string } }).value;
      const link = Object.assign(document.createElement('a'), { href: url, download: '' });
      document.body.append(link);
      link.click();
    });
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('Prüfungfdp.html');
    expect(await readFile(await download.path(), 'utf8')).toBe('<b>content</b>');
  });

  test('comes back by itself when its host was started anew, and says that the session is over', async () => {
    const options = {
      backend: backend.url,
      profile: path.join(folder.path, 'again'),
      renderer: path.join(fixture.folder, 'renderer'),
      log: createMemoryLog().log,
    };
    await using browser = await launchBrowser();
    let host = await startWebHost(options);
    try {
      const page = await browser.newPage();
      await page.goto(host.url);
      await signIn(page, 'ada');
      await vi.waitFor(async () => {
        expect(await seen(page)).toContainEqual(
          expect.objectContaining({ connection: expect.objectContaining({ state: 'online' }) as unknown }),
        );
      });
      const port = Number(new URL(host.url).port);
      await host.stop();
      expect(await loginOf(page)).toBe('failed');
      await vi.waitFor(async () => {
        expect((await seen(page)).at(-1)).toMatchObject({
          type: 'connection',
          connection: { state: 'offline' },
        });
      });
      host = await startWebHost({ ...options, port });
      await vi.waitFor(
        async () => {
          expect(await seen(page)).toContainEqual({ type: 'session.ended' });
        },
        { timeout: 20_000 },
      );
      expect(await loginOf(page)).toBeUndefined();
      await signIn(page, 'ada');
      expect(await loginOf(page)).toBe('ada');
    } finally {
      await host.stop();
    }
  });

  test('keeps the settings of the browser', async () => {
    await using edition = await openWebEdition({
      backend: backend.url,
      profile: path.join(folder.path, 'settings'),
      built: fixture.folder,
    });
    const { page } = edition;
    await page.evaluate(() => window.postroom.calls['settings.save']({ theme: 'dark' }));
    await page.context().clearCookies();
    await page.reload();
    const state = await page.evaluate(() => window.postroom.calls['host.state']({}));
    expect(state).toMatchObject({ ok: true, value: { settings: { theme: 'dark' } } });
  });
});
