import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import type { HostEvent } from '../../contract/desktop.ts';
import type { Draft } from '../../contract/domain/draft.ts';
import { createMemorySecretStore } from '../../electron/services/secret-store.ts';
import { createServices } from '../../electron/services/services.ts';
import { startBackendDouble } from '../../electron/testing/backend-double.ts';
import {
  createMemoryLog,
  makeTemporaryFolder,
  sampleContent,
  sampleDraft,
  sampleDraftId as id,
  sampleMe,
} from '../../electron/testing/samples.ts';

const run = promisify(execFile);

/** A disk of 256 kB at `folder`; null where this machine does not let us mount one. */
async function mountSmallDisk(folder: string): Promise<AsyncDisposable | null> {
  await mkdir(folder);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'postroom-test', folder]);
  } catch {
    return null;
  }
  return {
    async [Symbol.asyncDispose]() {
      await run('umount', [folder]);
    },
  };
}

test('on a full disk the desktop says so, loses no text, and goes on when there is room again', async ({
  skip,
}) => {
  await using folder = await makeTemporaryFolder();
  const profile = path.join(folder.path, 'disk');
  await using disk = await mountSmallDisk(profile);
  if (!disk) skip('a small disk cannot be mounted here: it takes root');
  let there: Draft = sampleDraft(1, sampleContent('<p></p>'));
  const backend = await startBackendDouble({
    'session.signIn': () => ({ token: 'token-1', expiresAt: '2030-01-01T00:00:00.000Z', me: sampleMe() }),
    'session.signOut': () => ({}),
    'dictionaries.list': () => ({ dictionaries: [] }),
    'drafts.save': ({ content }) => {
      there = sampleDraft(there.revision + 1, content);
      return there;
    },
  });
  const events: HostEvent[] = [];
  const services = createServices(
    {
      edition: 'desktop',
      platform: 'linux',
      version: '0.0.0',
      locales: () => [],
      profile,
      keepsSettings: true,
      secrets: createMemorySecretStore(),
      delivery: { kind: 'dialog', choosePath: async () => null },
      openOutside: async () => true,
      notify: () => undefined,
      setBadge: () => undefined,
      log: createMemoryLog().log,
    },
    { backend: backend.url, onEvent: (event) => events.push(event) },
  );
  const keep = (html: string) =>
    services.dispatch('drafts.keep', { id, baseRevision: there.revision, content: sampleContent(html) });
  try {
    await services.dispatch('session.signIn', { login: 'ada', password: 'x' });
    expect(await keep('<p>there is room</p>')).toMatchObject({ ok: true });
    await services.dispatch('drafts.flush', { id });

    const ballast = path.join(profile, 'ballast');
    await writeFile(ballast, Buffer.alloc(512 * 1024)).catch(() => undefined);
    const long = `<p>${'no room '.repeat(4000)}</p>`;
    const refused = await keep(long);
    expect(refused).toMatchObject({ ok: false, error: { code: 'storage-full' } });
    expect(JSON.stringify(refused)).toContain('free some space');
    await vi.waitFor(() => {
      expect(there.html).toBe(long);
    }, 10_000);
    expect(await services.dispatch('settings.save', { theme: 'dark' })).toMatchObject({
      ok: false,
      error: { code: 'storage-full' },
    });

    await rm(ballast);
    expect(await keep('<p>room again</p>')).toMatchObject({ ok: true, value: { saved: 'local' } });
    await vi.waitFor(() => {
      expect(there.html).toBe('<p>room again</p>');
    }, 10_000);
  } finally {
    services.stop();
    await backend.stop();
  }
});
