import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallName, Reply } from '../../contract/desktop.ts';
import type { ErrorCode } from '../../contract/error.ts';
import { sampleMe } from '../testing/sample-work.ts';
import { createDraftsCutOff } from './drafts-cut-off.ts';
import { windowName } from './window-name.ts';

/** The host: what it was given, and with which code it fails. */
let host: { asked: { name: CallName; input: Record<string, unknown> }[]; failure: ErrorCode | null };
const ada = sampleMe(0);

beforeEach(() => {
  localStorage.clear();
  host = { asked: [], failure: null };
});
afterEach(() => {
  localStorage.clear();
});

async function post(name: CallName, input: unknown): Promise<Reply<unknown>> {
  await Promise.resolve();
  if (name === 'host.state') return { ok: true, value: { me: ada } };
  if (name === 'session.signIn') return { ok: true, value: input };
  if (host.failure) return { ok: false, error: { code: host.failure, message: 'no answer' } };
  host.asked.push({ name, input: input as Record<string, unknown> });
  return { ok: true, value: {} };
}

async function openPage() {
  const drafts = createDraftsCutOff(post);
  await drafts.call('host.state', {});
  return drafts;
}

const text = (html: string, writer: string = windowName, baseRevision = 3) => ({
  id: '11',
  baseRevision,
  writer,
  content: { to: [], cc: [], bcc: [], subject: 'Re: Bill', culture: 'en-US', html },
});
const kept = () =>
  host.asked
    .filter(({ name }) => name === 'drafts.keep')
    .map(({ input }) => (input['content'] as { html: string }).html);

test.each(['unreachable', 'not-signed-in'] as const)(
  'words that the host does not take (%s) are in the browser, and the next page hands them over before it opens the draft',
  async (failure) => {
    const before = await openPage();
    host.failure = failure;
    expect(await before.call('drafts.keep', text('<p>one</p>', 'closed'))).toMatchObject({
      ok: true,
      value: { draftId: '11', saved: 'browser', revision: 3, writer: 'closed' },
    });
    await before.call('drafts.keep', text('<p>one two</p>', 'closed'));
    host.failure = null;
    const after = await openPage();
    await after.call('drafts.open', { interactionId: '5', epoch: 1, kind: 'reply' });
    expect(host.asked.map(({ name }) => name)).toEqual(['drafts.keep', 'drafts.open']);
    expect(kept()).toEqual(['<p>one two</p>']);
    // On the revision that it was written on, and as nobody the host knows: a newer text there is met as a conflict.
    expect(host.asked[0]?.input).toMatchObject({ id: '11', baseRevision: 3 });
    expect(host.asked[0]?.input['writer']).not.toBe('closed');
    await after.call('drafts.list', {});
    expect(kept()).toHaveLength(1);
    expect(localStorage).toHaveLength(0);
  },
);

test('once the host takes newer words of the window, the older ones are gone from the browser', async () => {
  const page = await openPage();
  host.failure = 'unreachable';
  await page.call('drafts.keep', text('<p>old</p>'));
  expect(localStorage).toHaveLength(1);
  host.failure = null;
  await Promise.all([page.call('drafts.keep', text('<p>newer</p>')), page.call('drafts.list', {})]);
  expect(kept()).toEqual(['<p>newer</p>']);
  expect(localStorage).toHaveLength(0);
});

test('words of another window that is still open are left to it', async () => {
  const page = await openPage();
  host.failure = 'unreachable';
  await page.call('drafts.keep', text('<p>mine</p>', 'other'));
  host.failure = null;
  const closed = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const lock = navigator.locks.request('postroom.window.other', () => {
    held.resolve();
    return closed.promise;
  });
  await held.promise;
  await page.call('drafts.list', {});
  expect(kept()).toEqual([]);
  closed.resolve();
  await lock;
  await page.call('drafts.list', {});
  expect(kept()).toEqual(['<p>mine</p>']);
});

test('another agent of the same browser neither gets them nor hands them over', async () => {
  const page = await openPage();
  host.failure = 'unreachable';
  await page.call('drafts.keep', text('<p>of Elin</p>', 'closed'));
  const jonas = { ...ada, agent: { ...ada.agent, id: '99' } };
  await page.call('session.signIn', jonas);
  // A last try of the window that Elin wrote in.
  await page.call('drafts.keep', text('<p>of Elin, late</p>', 'closed'));
  host.failure = null;
  await page.call('drafts.list', {});
  expect(kept()).toEqual([]);
  await page.call('host.state', {});
  await page.call('drafts.list', {});
  expect(kept()).toEqual(['<p>of Elin, late</p>']);
});

test('a draft that is sent or discarded leaves nothing behind', async () => {
  const page = await openPage();
  host.failure = 'unreachable';
  await page.call('drafts.keep', text('<p>gone</p>', 'closed'));
  host.failure = null;
  await page.call('drafts.discard', { id: '11' });
  expect(localStorage).toHaveLength(0);
});

test('where a loss is known, words are in the browser before the host has answered', async () => {
  const page = await openPage();
  page.noteLoss();
  const keeping = page.call('drafts.keep', text('<p>soon closed</p>'));
  await Promise.resolve();
  await Promise.resolve();
  expect(localStorage).toHaveLength(1);
  await keeping;
  expect(localStorage).toHaveLength(0);
});

test('a browser that refuses storage leaves the failure as it was', async () => {
  const page = await openPage();
  host.failure = 'unreachable';
  const huge = text(`<p>${'x'.repeat(6_000_000)}</p>`);
  expect(await page.call('drafts.keep', huge)).toMatchObject({ ok: false, error: { code: 'unreachable' } });
});
