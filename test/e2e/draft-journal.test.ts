import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Draft } from '../../contract/domain/draft.ts';
import { ExpectedError } from '../../contract/error.ts';
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

const textNumber = (html: string | undefined) => Number(/\d+/.exec(html ?? '')?.[0] ?? 0);

describe('a draft that is being written when the desktop is killed', () => {
  let fixture: FixtureBuild;
  let backend: BackendDouble;
  let folder: TemporaryFolder;
  let there: Draft;

  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    fixture = await buildFixture(fixturePages);
    there = sampleDraft(1, sampleContent('<p></p>'));
    backend = await startBackendDouble({
      'session.signIn': () => ({ token: 'token-1', expiresAt: '2030-01-01T00:00:00.000Z', me: sampleMe() }),
      'session.read': () => sampleMe(),
      'session.signOut': () => ({}),
      'dictionaries.list': () => ({ dictionaries: [] }),
      'drafts.read': () => there,
      'drafts.save': ({ baseRevision, content }) => {
        if (baseRevision !== there.revision) throw new ExpectedError('draft-conflict', 'saved elsewhere');
        there = sampleDraft(there.revision + 1, content);
        return there;
      },
    });
  });
  afterAll(async () => {
    await backend.stop();
    await fixture[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const open = async (): Promise<DesktopEdition> => {
    const edition = await openDesktopEdition({
      backend: backend.url,
      profile: folder.path,
      built: fixture.folder,
    });
    await edition.page.locator('body[data-ready=true]').waitFor();
    return edition;
  };

  /** Keeps texts 1, 2, 3 … as fast as they are taken, telling each that was; ends with the page. */
  async function write(edition: DesktopEdition, from: number): Promise<() => number> {
    let kept = 0;
    await edition.page.exposeFunction('tellKept', (number: number) => {
      kept = number;
    });
    await edition.page.evaluate(
      async ({ draftId, content, first, revision }) => {
        const { tellKept } = window as unknown as { tellKept: (number: number) => Promise<void> };
        let base = revision;
        const writing = async () => {
          for (let number = first; ; number += 1) {
            const text = { ...content, html: `<p>${number}</p>` };
            const reply = await window.postroom.calls['drafts.keep']({
              id: draftId,
              baseRevision: base,
              content: text,
            });
            if (!reply.ok) throw new Error(reply.error.message);
            base = (reply.value as { revision: number }).revision;
            await tellKept(number);
          }
        };
        void writing();
      },
      { draftId: id, content: sampleContent(''), first: from, revision: there.revision },
    );
    return () => kept;
  }

  test('is on the backend after the next start, with every text that had been kept', async () => {
    let edition = await open();
    await edition.page.evaluate(() =>
      window.postroom.calls['session.signIn']({ login: 'ada', password: 'x' }),
    );
    for (let round = 1; round <= 3; round += 1) {
      const first = round * 10_000;
      const kept = await write(edition, first);
      await vi.waitFor(() => {
        expect(kept()).toBeGreaterThan(first + 20);
      }, 20_000);
      await edition.kill();
      const lastKept = kept();

      // The session is restored from the key chain, the draft from the journal.
      edition = await open();
      const state = await edition.page.evaluate(() => window.postroom.calls['host.state']({}));
      expect(state).toMatchObject({ ok: true, value: { me: { agent: { login: 'ada' } } } });
      const flushed = await edition.page.evaluate(
        (draftId) => window.postroom.calls['drafts.flush']({ id: draftId }),
        id,
      );
      expect(flushed).toMatchObject({ ok: true });
      expect(textNumber(there.html)).toBeGreaterThanOrEqual(lastKept);
      expect(
        await edition.page.evaluate(
          (draftId) => window.postroom.calls['drafts.recover']({ id: draftId }),
          id,
        ),
      ).toEqual({ ok: true, value: null });
    }
    await edition.stop();
  });

  test('is offered for recovery while the backend is away', async () => {
    let edition = await open();
    await backend.stop();
    const keep = await edition.page.evaluate(
      ([draftId, content, baseRevision]) =>
        window.postroom.calls['drafts.keep']({ id: draftId, baseRevision, content }),
      [id, sampleContent('<p>offline</p>'), there.revision] as const,
    );
    expect(keep).toMatchObject({ ok: true, value: { saved: 'local' } });
    await edition.kill();

    edition = await open();
    const recovered = await edition.page.evaluate(
      (draftId) => window.postroom.calls['drafts.recover']({ id: draftId }),
      id,
    );
    expect(recovered).toMatchObject({ ok: true, value: { content: { html: '<p>offline</p>' } } });
    await backend.start();
    await vi.waitFor(() => {
      expect(there.html).toBe('<p>offline</p>');
    }, 30_000);
    await edition.stop();
  });
});
