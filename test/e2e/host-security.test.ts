import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { calls, type CallName } from '../../contract/desktop.ts';
import { startBackendDouble, type BackendDouble } from '../../electron/testing/backend-double.ts';
import { makeTemporaryFolder, sampleMe, type TemporaryFolder } from '../../electron/testing/samples.ts';
import { editions, type DesktopEdition, type Edition } from './editions.ts';
import { buildFixture, fixturePages, type FixtureBuild } from './fixture-build.ts';

/** What a script that got into the page might do to the built-ins of its own world, and then call. */
const poison = `
const calls = window.postroom.calls;
const kept = [Array.prototype.includes, Map.prototype.get, Function.prototype.call, Promise.prototype.then];
const steal = () => { throw new Error('poisoned'); };
Object.defineProperty(Object.prototype, 'polluted', { value: true, configurable: true });
Array.prototype.includes = Map.prototype.get = Function.prototype.call = steal;
Promise.prototype.then = function (...args) { window.stolen = true; return kept[3].apply(this, args); };
const input = JSON.parse('{"__proto__":{"theme":"dark"},"density":"compact"}');
let reply = 'failed';
try { reply = await calls['settings.save'](input); } catch {}
delete Object.prototype.polluted;
[Array.prototype.includes, Map.prototype.get, Function.prototype.call, Promise.prototype.then] = kept;
window.poisoned = JSON.stringify(reply ?? 'failed');`;

/** Everything the policy must stop. */
const breakOut = `
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.effectiveDirective));
const add = (name, fields) => document.body.append(Object.assign(document.createElement(name), fields));
add('script', { textContent: 'window.pwned = "inline"' });
add('script', { src: 'data:text/javascript,window.pwned = "data"' });
add('script', { src: 'https://evil.example/x.js' });
document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.pwned = 1">');
add('img', { src: 'https://tracker.example/x.png' });
add('base', { href: 'https://evil.example/' });
add('object', { data: 'data:text/html,x' });
add('iframe', { src: 'https://evil.example/' });
add('link', { rel: 'stylesheet', href: 'https://evil.example/x.css' });
try { new Function('window.pwned = 2')(); } catch {}
fetch('https://api.example/').then(() => { window.pwned = 3; }, () => {});`;

let fixture: FixtureBuild;
let backend: BackendDouble;
let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  fixture = await buildFixture({ ...fixturePages, 'poison.js': poison, 'break-out.js': breakOut });
  backend = await startBackendDouble({
    'session.signIn': () => ({ token: 'token-1', expiresAt: '2030-01-01T00:00:00.000Z', me: sampleMe() }),
    'session.signOut': () => ({}),
    'dictionaries.list': () => ({ dictionaries: [] }),
  });
});
afterAll(async () => {
  await backend.stop();
  await fixture[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe.each(['desktop', 'web'] as const)('a page of the %s edition', (kind) => {
  let edition: Edition;

  beforeAll(async () => {
    edition = await editions[kind]({
      backend: backend.url,
      profile: `${folder.path}/${kind}`,
      built: fixture.folder,
    });
    await edition.page.locator('body[data-ready=true]').waitFor();
  });
  afterAll(() => edition.stop());

  const ask = (name: CallName, input: unknown) =>
    edition.page.evaluate(([call, value]) => window.postroom.calls[call](value), [name, input] as const);

  test('has the bridge with the calls of the contract, frozen, and nothing else of the host', async () => {
    const names = await edition.page.evaluate(() => Object.keys(window.postroom.calls));
    expect(names).toEqual(Object.keys(calls));
    const seen = await edition.page.evaluate(() => {
      const globals = window as unknown as Record<string, unknown>;
      return {
        frozen: Object.isFrozen(window.postroom) && Object.isFrozen(window.postroom.calls),
        writable: Object.getOwnPropertyDescriptor(window, 'postroom')?.writable,
        leaks: ['require', 'process', 'module', 'ipcRenderer', 'electron', 'standInPost', 'Buffer'].filter(
          (name) => globals[name] !== undefined,
        ),
      };
    });
    expect(seen).toEqual({ frozen: true, writable: false, leaks: [] });
  });

  test('gets failures as answers, never as exceptions', async () => {
    expect(await ask('badge.set', { count: 'many' })).toMatchObject({ error: { code: 'invalid-input' } });
    expect(await ask('interactions.list', { list: 'mine' })).toMatchObject({ ok: false });
    expect(await ask('host.state', {})).toMatchObject({ ok: true, value: { edition: kind, me: null } });
  });

  test('carries bytes both ways', async () => {
    await ask('session.signIn', { login: 'ada', password: 'x' });
    backend.handlers['drafts.attach'] = ({ bytes, name, type }) => ({
      id: '9',
      name,
      type,
      size: bytes.reduce((sum, byte) => sum + byte, 0),
      contentId: null,
    });
    backend.handlers['mails.source'] = () => Uint8Array.from({ length: 256 }, (_, index) => index);
    const answers = await edition.page.evaluate(async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
      const attached = await window.postroom.calls['drafts.attach']({
        id: '3',
        name: 'a',
        type: 'a/b',
        bytes,
      });
      const source = await window.postroom.calls['mails.source']({ mail: '4' });
      const back = source.ok && source.value instanceof Uint8Array ? [...source.value] : [];
      return { attached, back };
    });
    expect(answers.attached).toMatchObject({ ok: true, value: { size: 32_640 } });
    expect(answers.back).toEqual(Array.from({ length: 256 }, (_, index) => index));
  });

  test('is held to its policy: no inline script, no foreign address, no form, no base, no plug-in', async () => {
    const { page } = edition;
    await runScript(page, './break-out.js');
    const read = () =>
      page.evaluate(() => {
        const { violations, pwned } = window as unknown as { violations: string[]; pwned: unknown };
        return { violations: [...new Set(violations)].sort(), pwned, base: document.baseURI };
      });
    await vi.waitFor(async () => {
      expect((await read()).violations).toEqual([
        'base-uri',
        'connect-src',
        'frame-src',
        'img-src',
        'object-src',
        'script-src',
        'script-src-attr',
        'script-src-elem',
        'style-src-elem',
      ]);
    });
    expect(await read()).toMatchObject({ pwned: undefined, base: page.url() });
    await page.reload();
    await page.locator('body[data-ready=true]').waitFor();
  });

  test('gives a frame within it no bridge', async () => {
    const found = await edition.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      frame.srcdoc = '<p>mail</p>';
      const loaded = new Promise((resolve) => {
        frame.addEventListener('load', resolve);
      });
      document.body.append(frame);
      await loaded;
      const type = typeof (frame.contentWindow as unknown as Record<string, unknown>)['postroom'];
      frame.remove();
      return type;
    });
    expect(found).toBe('undefined');
  });

  test('may poison its own built-ins without reaching further', async () => {
    await runScript(edition.page, './poison.js');
    const answer = await vi.waitFor(async () => {
      // While it lasts, the poison reaches the tool that evaluates this too.
      const poisoned = await edition.page.evaluate(() => (window as { poisoned?: string }).poisoned);
      expect(poisoned).toBeDefined();
      return poisoned;
    });
    // Poisoning its own world may break the page; the host is as before.
    expect(answer).toMatch(/"density":"compact"|failed/);
    expect(answer).not.toContain('"theme":"dark"');
    await edition.page.reload();
    await edition.page.locator('body[data-ready=true]').waitFor();
    expect(await ask('host.state', {})).toMatchObject({ value: { settings: { theme: 'system' } } });
  });
});

describe('the desktop', () => {
  let edition: DesktopEdition;

  beforeAll(async () => {
    edition = await editions.desktop({
      backend: backend.url,
      profile: `${folder.path}/guarded`,
      built: fixture.folder,
    });
    await edition.page.locator('body[data-ready=true]').waitFor();
  });
  afterAll(() => edition.stop());

  const invoke = (senderFrame: { url: string; parent: object | null } | null, contentsId = 1) =>
    edition.ask({ do: 'invoke', channel: 'call:host.state', input: {}, contentsId, senderFrame });

  test('answers a call from the main frame of its window on its own origin, and from nobody else', async () => {
    const own = { url: 'app://bundle/index.html', parent: null };
    expect(await invoke(own)).toMatchObject({ ok: true });
    for (const [frame, contents] of [
      [null, 1],
      [{ ...own, parent: {} }, 1],
      [own, 99],
      [{ url: 'https://evil.example/', parent: null }, 1],
      [{ url: 'about:srcdoc', parent: null }, 1],
      [{ url: 'app://bundle.evil/', parent: null }, 1],
    ] as const) {
      await expect(invoke(frame, contents)).rejects.toThrow('refused');
    }
    expect(await edition.ask({ do: 'list-channels' })).toEqual(
      Object.keys(calls).map((name) => `call:${name}`),
    );
  });

  test('stays on its page: no navigation, no window, no frame elsewhere', async () => {
    const { page } = edition;
    const before = page.url();
    await page.evaluate(() => {
      location.href = 'https://evil.example/away';
    });
    await vi.waitFor(async () => {
      expect((await edition.record()).blocked).toContain('https://evil.example/away');
    });
    expect(page.url()).toBe(before);
    await expect(page.locator('h1').textContent()).resolves.toBe('Fixture');
    await page.evaluate(() => window.open('https://example.org/help'));
    await vi.waitFor(async () => {
      expect((await edition.record()).opened).toContain('https://example.org/help');
    });
    await vi.waitFor(() => {
      expect(page.context().pages()).toHaveLength(1);
    });
  });

  test('opens a link of a mail outside, and loads nothing in the frame of the mail', async () => {
    const { page } = edition;
    await page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.title = 'mail';
      frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
      frame.srcdoc = `<a href="https://example.org/mail" target="_blank" rel="noreferrer noopener">outside</a>
        <a href="https://evil.example/frame">inside</a> <a href="file:///etc/passwd" target="_blank">file</a>`;
      document.body.append(frame);
    });
    const mail = page.frameLocator('iframe[title=mail]');
    await mail.getByText('file').click();
    await mail.getByText('outside').click();
    await vi.waitFor(async () => {
      expect((await edition.record()).opened).toContain('https://example.org/mail');
    });
    expect((await edition.record()).opened.join()).not.toContain('passwd');
    await mail.getByText('inside').click();
    await vi.waitFor(() => {
      expect(page.context().pages()).toHaveLength(1);
      expect(
        page
          .frames()
          .map((frame) => frame.url())
          .join(),
      ).not.toContain('evil.example');
    });
    await page.evaluate(() => document.querySelector('iframe[title=mail]')?.remove());
  });

  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ms-msdt:/id',
    'smb://host/share',
    'data:text/html,x',
  ])('opens %s by no way at all', async (url) => {
    const { page } = edition;
    const before = (await edition.record()).opened.length;
    const reply = await page.evaluate((link) => window.postroom.calls['links.open']({ url: link }), url);
    expect(reply).toMatchObject({ ok: false, error: { code: 'not-allowed' } });
    await page.evaluate((link) => {
      window.open(link);
      const anchor = document.createElement('a');
      anchor.href = link;
      anchor.target = '_blank';
      document.body.append(anchor);
      anchor.click();
      anchor.dispatchEvent(new MouseEvent('auxclick', { button: 1 }));
      anchor.remove();
    }, url);
    // A harmless link afterwards arrives alone: what came before it has been judged.
    await page.evaluate(() => window.postroom.calls['links.open']({ url: 'https://example.org/last' }));
    expect((await edition.record()).opened.slice(before)).toEqual(['https://example.org/last']);
    await vi.waitFor(() => {
      expect(page.context().pages()).toHaveLength(1);
    });
  });
});

/** Adds a script of the page's own origin, as an attacker who got one in would. */
async function runScript(page: Page, src: string): Promise<void> {
  await page.evaluate((address) => {
    document.head.append(Object.assign(document.createElement('script'), { type: 'module', src: address }));
  }, src);
}
