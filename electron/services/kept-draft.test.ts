import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DraftSafety } from '../../contract/desktop.ts';
import type { Draft } from '../../contract/domain/draft.ts';
import { ExpectedError } from '../../contract/error.ts';
import {
  createMemoryLog,
  makeTemporaryFolder,
  sampleContent,
  sampleDraft,
  sampleDraftId as id,
  type TemporaryFolder,
} from '../testing/samples.ts';
import { openDraftKeeper, type DraftKeeper } from './draft-keeper.ts';
import { createKeptDraft, type DraftServer } from './kept-draft.ts';

/** Saves as the backend does: only on the newest revision. */
function createServerDouble() {
  let there = sampleDraft(5, sampleContent('<p>before</p>'));
  let fault: (() => Promise<never>) | null = null;
  const saves: string[] = [];
  const server: DraftServer = {
    async save(_id, baseRevision, content) {
      if (fault) return fault();
      saves.push(content.html);
      if (baseRevision !== there.revision) throw new ExpectedError('draft-conflict', 'saved elsewhere');
      there = sampleDraft(there.revision + 1, content);
      return there;
    },
    read: async () => {
      if (fault) return fault();
      return there;
    },
  };
  return {
    server,
    saves,
    there: () => there,
    replace: (draft: Draft) => {
      there = draft;
    },
    failWith: (code: 'unreachable' | 'lease-lost' | null) => {
      fault = code === null ? null : () => Promise.reject(new ExpectedError(code, code));
    },
  };
}

describe('a kept draft', () => {
  let folder: TemporaryFolder;
  let double: ReturnType<typeof createServerDouble>;
  let keeper: DraftKeeper;
  let safeties: DraftSafety[];

  async function open(server: DraftServer = double.server): Promise<DraftKeeper> {
    const pace = { interval: 5, retry: { first: 10, most: 20 } };
    const { log } = createMemoryLog();
    return openDraftKeeper({
      folder: folder.path,
      server,
      pace,
      log,
      onSafety: (safety) => safeties.push(safety),
    });
  }
  const journaled = async () => (await readdir(folder.path)).filter((name) => name.endsWith('.json'));
  const onDisk = async () =>
    JSON.parse(await readFile(path.join(folder.path, `${id}.json`), 'utf8')) as unknown;
  const saved = (revision: number) =>
    vi.waitFor(() => {
      expect(safeties.at(-1)).toMatchObject({ saved: 'server', revision });
    });

  beforeEach(async () => {
    folder = await makeTemporaryFolder();
    double = createServerDouble();
    safeties = [];
    keeper = await open();
  });
  afterEach(async () => {
    keeper.stop();
    await folder[Symbol.asyncDispose]();
  });

  test('is on the disk when the call answers, and leaves it once the backend has it', async () => {
    double.failWith('unreachable');
    expect(await keeper.keep(id, 5, sampleContent('<p>one</p>'))).toMatchObject({
      saved: 'local',
      revision: 5,
    });
    expect(await onDisk()).toMatchObject({ baseRevision: 5, content: { html: '<p>one</p>' } });
    await vi.waitFor(() => {
      expect(safeties.at(-1)).toMatchObject({ saved: 'local', failure: { code: 'unreachable' } });
    });
    double.failWith(null);
    await saved(6);
    expect(await journaled()).toEqual([]);
    expect(double.there().html).toBe('<p>one</p>');
  });

  test('follows a caller that has not heard of our newest revision yet', async () => {
    await keeper.keep(id, 5, sampleContent('<p>one</p>'));
    await saved(6);
    await keeper.keep(id, 5, sampleContent('<p>two</p>'));
    await saved(7);
    expect(safeties.map((safety) => safety.saved)).not.toContain('conflict');
  });

  test('of another window that has missed more than a few saves is a conflict', async () => {
    let revision = 5;
    for (let count = 1; count <= 6; count += 1) {
      await keeper.keep(id, revision, sampleContent(`<p>${count}</p>`));
      ({ revision } = await keeper.flush(id));
    }
    await keeper.keep(id, 5, sampleContent('<p>from a stale window</p>'));
    await expect(keeper.flush(id)).rejects.toMatchObject({ code: 'draft-conflict' });
    expect(double.there().html).toBe('<p>6</p>');
  });

  test('saves what was typed meanwhile in one go', async () => {
    let revision = 5;
    for (let count = 1; count <= 20; count += 1) {
      ({ revision } = await keeper.keep(id, revision, sampleContent(`<p>${count}</p>`)));
    }
    expect((await keeper.flush(id)).html).toBe('<p>20</p>');
    expect(double.saves.length).toBeLessThan(20);
    expect(await journaled()).toEqual([]);
  });

  test('shows a conflict with another writer, keeps both texts and does not save again until told how', async () => {
    double.replace(sampleDraft(9, sampleContent('<p>theirs</p>')));
    await keeper.keep(id, 5, sampleContent('<p>mine</p>'));
    await vi.waitFor(() => {
      expect(safeties.at(-1)).toMatchObject({ saved: 'conflict', failure: { code: 'draft-conflict' } });
    });
    expect(await keeper.keep(id, 5, sampleContent('<p>mine still</p>'))).toMatchObject({ saved: 'conflict' });
    await expect(keeper.flush(id)).rejects.toMatchObject({ code: 'draft-conflict' });
    expect(double.saves).toEqual(['<p>mine</p>']);
    expect(double.there().html).toBe('<p>theirs</p>');
    expect(await keeper.recover(id)).toMatchObject({ content: { html: '<p>mine still</p>' } });
    await keeper.keep(id, 9, sampleContent('<p>merged</p>'));
    await saved(10);
  });

  test('keeps a text that the backend refuses, and says why', async () => {
    double.failWith('lease-lost');
    await keeper.keep(id, 5, sampleContent('<p>mine</p>'));
    await vi.waitFor(() => {
      expect(safeties.at(-1)).toMatchObject({ saved: 'failed', failure: { code: 'lease-lost' } });
    });
    await expect(keeper.flush(id)).rejects.toMatchObject({ code: 'lease-lost' });
    expect(await onDisk()).toMatchObject({ content: { html: '<p>mine</p>' } });
  });

  test('is saved by the next run after a crash', async () => {
    double.failWith('unreachable');
    await keeper.keep(id, 5, sampleContent('<p>before the crash</p>'));
    keeper.stop();
    keeper = await open();
    expect(await keeper.recover(id)).toMatchObject({
      content: { html: '<p>before the crash</p>' },
      baseRevision: 5,
    });
    double.failWith(null);
    keeper.resume();
    await saved(6);
    expect(await keeper.recover(id)).toBeNull();
  });

  test('does not mistake its own save whose answer was lost for another writer', async () => {
    const { server } = double;
    let lose = true;
    keeper.stop();
    keeper = await open({
      read: server.read,
      async save(...input) {
        const draft = await server.save(...input);
        if (!lose) return draft;
        throw new ExpectedError('unreachable', 'the answer was lost');
      },
    });
    await keeper.keep(id, 5, sampleContent('<p>one</p>'));
    await vi.waitFor(() => {
      expect(double.there().revision).toBe(6);
    });
    await keeper.keep(id, 5, sampleContent('<p>two</p>'));
    lose = false;
    await saved(7);
    expect(double.there().html).toBe('<p>two</p>');
    expect(safeties.map((safety) => safety.saved)).not.toContain('conflict');
  });

  test('is never overwritten by another window of the same agent, whose text is kept beside it', async () => {
    await keeper.keep(id, 5, sampleContent('<p>second window</p>'), 'two');
    await keeper.keep(id, 5, sampleContent('<p>first window</p>'), 'one');
    await vi.waitFor(() => {
      expect(safeties).toContainEqual(expect.objectContaining({ saved: 'server', writer: 'two' }));
      expect(safeties).toContainEqual(expect.objectContaining({ saved: 'conflict', writer: 'one' }));
    });
    await keeper.keep(id, 6, sampleContent('<p>second window, more</p>'), 'two');
    expect((await keeper.flush(id, 'two')).html).toBe('<p>second window, more</p>');
    keeper.stop();
    keeper = await open();
    // Both windows are gone; a third takes up what only the journal has.
    expect(await keeper.recover(id, 'three')).toMatchObject({ content: { html: '<p>first window</p>' } });
    expect(await journaled()).toEqual([`${id}.three.json`]);
    await keeper.keep(id, 7, sampleContent('<p>both</p>'), 'three');
    expect((await keeper.flush(id, 'three')).html).toBe('<p>both</p>');
    expect(await journaled()).toEqual([]);
  });

  test('puts a damaged entry aside and goes on', async () => {
    await writeFile(path.join(folder.path, '44.json'), '{"version":1,"id":"44"');
    keeper.stop();
    keeper = await open();
    expect((await readdir(folder.path)).filter((name) => name.startsWith('44'))).toEqual(['44.json.damaged']);
    await keeper.keep(id, 5, sampleContent('<p>one</p>'));
    await saved(6);
  });

  test('is saved from memory when the disk is full, which is said', async () => {
    const full = new ExpectedError('storage-full', 'no room left');
    const draft = createKeptDraft(
      {
        id,
        writer: '',
        journal: {
          write: () => Promise.reject(full),
          remove: async () => undefined,
          readAll: async () => [],
        },
        server: double.server,
        pace: { interval: 5, retry: { first: 10, most: 20 } },
        log: createMemoryLog().log,
        onSafety: (safety) => safeties.push(safety),
      },
      null,
    );
    await expect(draft.keep(5, sampleContent('<p>one</p>'))).rejects.toMatchObject({ code: 'storage-full' });
    await saved(6);
    expect(double.there().html).toBe('<p>one</p>');
  });

  test('is forgotten once the draft is sent or discarded', async () => {
    double.failWith('unreachable');
    await keeper.keep(id, 5, sampleContent('<p>one</p>'));
    await keeper.forget(id);
    double.failWith(null);
    expect(await keeper.recover(id)).toBeNull();
    expect(await journaled()).toEqual([]);
    expect((await keeper.flush(id)).revision).toBe(5);
  });
});
