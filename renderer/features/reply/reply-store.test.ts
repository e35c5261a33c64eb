import { expect, test, vi } from 'vitest';
import { ExpectedError } from '../../../contract/error.ts';
import type { ReplyStore } from './reply-actions.ts';
import { createReplyStore } from './reply-store.ts';
import { createDesktopDouble, type DesktopDouble } from './testing/desktop-double.ts';
import { sampleDraft } from './testing/samples.ts';

const nothing = { unresolved: false, expired: false, writtenAgain: false };

async function openStore(desktop: DesktopDouble): Promise<{ store: ReplyStore; page: { html: string } }> {
  const store = createReplyStore({
    desktop,
    kind: 'reply',
    keepDelay: 5,
    writer: 'here',
    openDraft: () => desktop.call('drafts.open', { interactionId: '5', epoch: 4, kind: 'reply' }),
  });
  desktop.onEvent((event) => {
    if (event.type === 'draft.safety') store.actions.applySafety(event.safety);
  });
  await store.actions.open();
  const page = { html: store.actions.startHtml() };
  store.actions.connectDocument({
    read: () => page.html,
    write: (html) => {
      page.html = html;
    },
  });
  return { store, page };
}

test('what is typed is kept with all fields, and the state says how safe it is', async () => {
  const desktop = createDesktopDouble();
  const { store, page } = await openStore(desktop);
  expect(store.getState().saved.state).toBe('untouched');
  page.html = '<p>Hello</p>';
  store.actions.documentChanged();
  expect(store.getState().saved.state).toBe('typing');
  await vi.waitFor(() => {
    expect(store.getState().saved.state).toBe('server');
  });
  expect(desktop.inputsOf('drafts.keep')).toEqual([
    {
      id: '11',
      baseRevision: 1,
      content: expect.objectContaining({ html: '<p>Hello</p>', subject: 'Re: Facture du mois de mars' }),
      writer: 'here',
    },
  ]);
});

test('the next keep stands on the revision that the last one made', async () => {
  const desktop = createDesktopDouble();
  const { store } = await openStore(desktop);
  for (const subject of ['one', 'two']) {
    store.actions.change({ subject });
    await vi.waitFor(() => {
      expect(desktop.server.subject).toBe(subject);
    });
  }
  expect(desktop.inputsOf('drafts.keep').map(({ baseRevision }) => baseRevision)).toEqual([1, 2]);
});

test('the answer to a keep does not take back that the server has the words already', async () => {
  const desktop = createDesktopDouble({
    'drafts.keep': ({ baseRevision }) => {
      const safety = { draftId: sampleDraft().id, failure: null, writer: 'here' };
      // The event came over another connection, and was faster.
      desktop.emit({
        type: 'draft.safety',
        safety: { ...safety, saved: 'server', revision: baseRevision + 1 },
      });
      return Promise.resolve({ ...safety, saved: 'local', revision: baseRevision });
    },
  });
  const { store } = await openStore(desktop);
  store.actions.change({ subject: 'x' });
  await vi.waitFor(() => {
    expect(desktop.inputsOf('drafts.keep')).toHaveLength(1);
  });
  await store.actions.keepNow();
  expect(store.getState().saved.state).toBe('server');
});

test('a keep that fails is said in words and tried again', async () => {
  let isFull = true;
  const desktop = createDesktopDouble({
    'drafts.keep': ({ baseRevision }) => {
      if (isFull) return Promise.reject(new ExpectedError('storage-full', 'no room'));
      return Promise.resolve({
        draftId: sampleDraft().id,
        saved: 'local',
        revision: baseRevision,
        failure: null,
        writer: 'here',
      });
    },
  });
  const { store } = await openStore(desktop);
  store.actions.change({ subject: 'x' });
  await vi.waitFor(() => {
    expect(store.getState().saved).toMatchObject({ state: 'failed', failure: { code: 'storage-full' } });
  });
  isFull = false;
  await vi.waitFor(
    () => {
      expect(store.getState().saved.state).toBe('local');
    },
    { timeout: 10_000 },
  );
});

test('what was put into the draft elsewhere is shown where nothing of mine is in the way', async () => {
  const desktop = createDesktopDouble();
  const { store, page } = await openStore(desktop);
  desktop.server = { ...desktop.server, revision: 2, html: '<p>The expert says</p>' };
  await store.actions.refresh();
  expect(page.html).toBe('<p>The expert says</p>');
  store.actions.change({ subject: 'mine' });
  await store.actions.keepNow();
  expect(desktop.inputsOf('drafts.keep').at(-1)?.baseRevision).toBe(2);
});

test('newer words of another window are shown where nothing was typed, and never become the base of mine', async () => {
  const desktop = createDesktopDouble();
  const { store, page } = await openStore(desktop);
  const tell = () => {
    desktop.emit({
      type: 'draft.safety',
      safety: {
        draftId: sampleDraft().id,
        saved: 'server',
        revision: desktop.server.revision,
        failure: null,
        writer: 'elsewhere',
      },
    });
  };
  desktop.server = { ...desktop.server, revision: 2, html: '<p>From the other window</p>' };
  tell();
  await vi.waitFor(() => {
    expect(page.html).toBe('<p>From the other window</p>');
  });
  store.actions.change({ subject: 'mine' });
  desktop.server = { ...desktop.server, revision: 3, html: '<p>More from there</p>' };
  tell();
  await store.actions.keepNow();
  expect(desktop.inputsOf('drafts.keep').at(-1)?.baseRevision).toBe(2);
  expect(page.html).toBe('<p>From the other window</p>');
});

test('text that the journal has and the server has not is put back', async () => {
  const desktop = createDesktopDouble();
  const draft = sampleDraft();
  desktop.journal = {
    content: { ...draft, html: '<p>from before the crash</p>' },
    baseRevision: 1,
    keptAt: '2026-11-20T09:31:00.000Z',
  };
  const { store, page } = await openStore(desktop);
  expect(page.html).toBe('<p>from before the crash</p>');
  expect(store.getState().recovery).not.toBeNull();
  store.actions.refuseRecovery();
  expect(page.html).toBe(draft.html);
});

test('journal text on an older revision is a conflict, and either version can be chosen', async () => {
  for (const choice of ['mine', 'theirs'] as const) {
    const desktop = createDesktopDouble({}, sampleDraft({ revision: 6, html: '<p>theirs</p>' }));
    const content = { ...sampleDraft(), html: '<p>mine</p>' };
    desktop.journal = { content, baseRevision: 4, keptAt: '2026-11-20T09:31:00.000Z' };
    const { store, page } = await openStore(desktop);
    expect(store.getState().conflict?.mine.html).toBe('<p>mine</p>');
    expect(store.getState().conflict?.theirs.html).toBe('<p>theirs</p>');
    if (choice === 'mine') await store.actions.keepMine();
    else store.actions.takeTheirs();
    await vi.waitFor(() => {
      expect(desktop.inputsOf('drafts.keep')).toHaveLength(1);
    });
    expect(page.html).toBe(`<p>${choice}</p>`);
    expect(desktop.inputsOf('drafts.keep').at(-1)?.baseRevision).toBe(6);
    expect(store.getState().conflict).toBeNull();
  }
});

test('a conflict while writing shows both versions and keeps nothing until one is chosen', async () => {
  const desktop = createDesktopDouble({
    'drafts.keep': ({ baseRevision }) =>
      Promise.resolve({
        draftId: sampleDraft().id,
        saved: 'conflict',
        revision: baseRevision,
        failure: null,
        writer: 'here',
      }),
  });
  const { store, page } = await openStore(desktop);
  desktop.server = { ...desktop.server, html: '<p>theirs</p>', revision: 9 };
  page.html = '<p>mine</p>';
  store.actions.documentChanged();
  await vi.waitFor(() => {
    expect(store.getState().conflict?.theirs.html).toBe('<p>theirs</p>');
  });
  expect(page.html).toBe('<p>mine</p>');
});

test('two presses on Send send once, after everything typed has reached the server', async () => {
  const order: string[] = [];
  const desktop = createDesktopDouble({
    'drafts.send': () => {
      order.push(desktop.server.subject);
      return new Promise((resolve) => {
        setTimeout(() => {
          resolve({} as never);
        }, 5);
      });
    },
  });
  const { store } = await openStore(desktop);
  store.actions.change({ subject: 'last words' });
  const results = await Promise.all([store.actions.send(nothing), store.actions.send(nothing)]);
  expect(results).toEqual([{}, null]);
  expect(order).toHaveLength(1);
  expect(desktop.asked.map(({ name }) => name).filter((name) => /keep|flush|send/u.test(name))).toEqual([
    'drafts.keep',
    'drafts.flush',
    'drafts.send',
  ]);
  expect(await store.actions.send(nothing)).toBeNull();
});

test('a refused send leaves the draft open with the reason', async () => {
  const desktop = createDesktopDouble({
    'drafts.send': () => Promise.reject(new ExpectedError('lease-lost', 'another agent')),
  });
  const { store } = await openStore(desktop);
  expect(await store.actions.send(nothing)).toBeNull();
  expect(store.getState().phase.state).toBe('open');
  expect(store.getState().failure?.code).toBe('lease-lost');
});

test('sending waits for files that are still on their way', async () => {
  const arrival = Promise.withResolvers<void>();
  const desktop = createDesktopDouble();
  const attach = desktop.call.bind(desktop);
  const slow: DesktopDouble = {
    ...desktop,
    call: async (name, input) => {
      if (name === 'drafts.attach') await arrival.promise;
      if (name === 'drafts.send') return {} as never;
      return attach(name, input);
    },
  };
  const { store } = await openStore(slow);
  void store.actions.attach([new File(['x'], 'bill.pdf')]);
  expect(store.getState().uploads.map(({ name }) => name)).toEqual(['bill.pdf']);
  const sending = store.actions.send(nothing);
  await vi.waitFor(() => {
    expect(store.getState().phase.state).toBe('sending');
  });
  expect(store.getState().attachments).toEqual([]);
  arrival.resolve();
  expect(await sending).not.toBeNull();
  expect(store.getState().attachments.map(({ name }) => name)).toEqual(['bill.pdf']);
});

test('a forward takes the files of the original along, and drops them when it is a reply again', async () => {
  const message = {
    id: '7',
    direction: 'in',
    from: { name: '', address: 'elise@laurent.example' },
    replyTo: [],
    to: [],
    cc: [],
    attachments: [
      { id: '3', name: 'photo.jpg', type: 'image/jpeg', size: 3, contentId: null, inline: false },
    ],
  };
  const desktop = createDesktopDouble({
    'mails.attachment': () => Promise.resolve(new Uint8Array([1, 2, 3])),
  });
  const store = createReplyStore({
    desktop,
    kind: 'reply',
    openDraft: () => desktop.call('drafts.open', { interactionId: '5', epoch: 4, kind: 'reply' }),
    findAnswered: () => ({ message: message as never, isOurs: () => false }),
  });
  await store.actions.open();
  await store.actions.switchKind('forward');
  expect(store.getState().attachments.map(({ name }) => name)).toEqual(['photo.jpg']);
  expect(store.getState().fields.to).toEqual([]);
  await store.actions.switchKind('reply');
  expect(store.getState().attachments).toEqual([]);
  expect(store.getState().fields.to.map(({ address }) => address)).toEqual(['elise@laurent.example']);
});
