import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Me } from '../../contract/api/session.ts';
import type { HostEvent } from '../../contract/desktop.ts';
import { agentFolder } from './agent-folder.ts';
import { saveAttachment } from './attachments.ts';
import { createBackendSession, type BackendSessionOptions, type SessionEvent } from './backend-session.ts';
import { createDictionaries } from './dictionaries.ts';
import { createDispatch, type Dispatch, type HandlerTable } from './dispatch.ts';
import { createDrafts } from './drafts.ts';
import { publicNet, type PictureNet } from './fetch-picture.ts';
import { cleanFileName } from './file-names.ts';
import type { HostPort } from './host-port.ts';
import type { DraftPace } from './kept-draft.ts';
import { openLayout } from './layout.ts';
import { parseOutsideLink } from './links.ts';
import { createPassedOnHandlers } from './passed-on.ts';
import { createRemotePictures } from './remote-pictures.ts';
import type { OwnWord } from '../../contract/desktop.ts';
import { applySettings, openSettings } from './settings.ts';
import { createUploads } from './uploads.ts';
import { openOwnWords } from './words.ts';
import { ExpectedError } from '../../contract/error.ts';
import { assertNever } from '../../contract/assert-never.ts';

export interface ServicesOptions {
  readonly backend: URL;
  readonly onEvent: (event: HostEvent) => void;
  readonly pace?: DraftPace;
  readonly delays?: NonNullable<BackendSessionOptions['delays']>;
  readonly heartbeat?: number;
  /** Where pictures of mails are fetched from; the public internet by default. */
  readonly pictureNet?: PictureNet;
}

/** Everything the renderer can ask of its host, the same on the desktop and in the web edition. */
export interface Services {
  readonly handlers: HandlerTable;
  readonly dispatch: Dispatch;
  /** Reconnects at once: the machine woke. */
  readonly wake: () => void;
  /** The connection and the newest revision, for a renderer that comes (back) to a running host. */
  readonly snapshot: () => { readonly connection: HostEvent; readonly revision: number | null };
  /** Saves what can be saved within `limit` milliseconds; the rest is in the journal. */
  readonly settle: (limit: number) => Promise<void>;
  readonly stop: () => void;
}

const defaultPace: DraftPace = { interval: 1500, retry: { first: 1000, most: 30_000 } };

export function createServices(host: HostPort, options: ServicesOptions): Services {
  const { backend, onEvent, pace = defaultPace } = options;
  const { log } = host;
  const settings = openSettings(host.keepsSettings ? host.profile : null, log);
  const session = createBackendSession({
    backend,
    secrets: host.secrets,
    log,
    onEvent: follow,
    ...(options.delays ? { delays: options.delays } : {}),
    ...(options.heartbeat ? { heartbeat: options.heartbeat } : {}),
  });
  const { client } = session;
  const drafts = createDrafts({
    profile: host.profile,
    backend,
    client,
    pace,
    log,
    onSafety: (safety) => {
      onEvent({ type: 'draft.safety', safety });
    },
  });
  const dictionaries = createDictionaries({
    folder: path.join(host.profile, 'Spelling'),
    client,
    log,
    onStates: (states) => {
      onEvent({ type: 'dictionaries', dictionaries: [...states] });
    },
  });
  const restored = session.restore();

  function follow(event: SessionEvent): void {
    switch (event.type) {
      case 'connection':
        onEvent({ type: 'connection', connection: event.connection });
        if (event.connection.state === 'online') catchUp();
        return;
      case 'waiting':
        onEvent({ type: 'connection', connection: event.connection });
        return;
      case 'realtime':
        onEvent({ type: 'realtime', event: event.event });
        if (event.event.type === 'dictionaries.changed') refreshDictionaries();
        return;
      case 'started':
        inBackground('the draft journal', drafts.open(event.me));
        refreshDictionaries();
        return;
      case 'ended':
        if (event.reason === 'signed-out') drafts.close();
        else onEvent({ type: 'session.ended' });
        return;
      default:
        assertNever(event);
    }
  }

  function catchUp(): void {
    inBackground('saving drafts', resumeDrafts());
    refreshDictionaries();
  }

  function refreshDictionaries(): void {
    inBackground('dictionaries', dictionaries.refresh(preferredCultures(session.me())));
  }

  /** Expected failures show in their own state; only bugs are logged. */
  function inBackground(what: string, work: Promise<unknown>): void {
    work.catch((cause: unknown) => {
      if (!(cause instanceof ExpectedError)) log.error(`${what} failed`, cause);
    });
  }

  const ownFolder = () => {
    const me = session.me();
    if (!me) throw new ExpectedError('not-signed-in', 'nobody is signed in');
    return agentFolder(host.profile, backend, me);
  };
  const words = () => openOwnWords(ownFolder(), log);
  function tellWords(changed: readonly OwnWord[]): { words: OwnWord[] } {
    onEvent({ type: 'words', words: [...changed] });
    return { words: [...changed] };
  }

  const uploads = createUploads(client, onEvent);
  const remotePictures = createRemotePictures(client, options.pictureNet ?? publicNet);
  const passedOn = createPassedOnHandlers(client);
  const handlers: HandlerTable = {
    ...passedOn,
    async 'host.state'() {
      await restored;
      const { edition, version, platform } = host;
      return {
        edition,
        version,
        platform,
        locales: [...host.locales()],
        backend: backend.origin,
        connection: session.connection(),
        me: session.me(),
        settings: await settings.read(),
      };
    },
    async 'settings.save'(change) {
      const next = await settings.change((current) => applySettings(current, change));
      onEvent({ type: 'settings', settings: next });
      return next;
    },
    'layout.read': () => openLayout(ownFolder(), log).read(),
    'layout.save': (next) => openLayout(ownFolder(), log).change(() => next),
    'session.signIn': (input) => session.signIn(input),
    'session.read': () => session.refresh(),
    async 'session.signOut'() {
      await (await drafts.current())?.settle(3000);
      await session.signOut();
      return {};
    },
    'drafts.keep': async ({ id, baseRevision, content, writer }) =>
      (await drafts.keeper()).keep(id, baseRevision, content, writer),
    'drafts.recover': async ({ id, writer }) => (await drafts.keeper()).recover(id, writer),
    'drafts.flush': async ({ id, writer }) => (await drafts.keeper()).flush(id, writer),
    // A draft is read only after what the journal holds of it has had its chance to be saved: else an older text
    // would be shown and edited on top of a newer one.
    async 'drafts.open'(input) {
      await settleDrafts();
      return passedOn['drafts.open'](input);
    },
    async 'drafts.read'(input) {
      await settleDrafts();
      return passedOn['drafts.read'](input);
    },
    async 'drafts.list'(input) {
      await settleDrafts();
      return passedOn['drafts.list'](input);
    },
    async 'drafts.discard'(input) {
      const answer = await passedOn['drafts.discard'](input);
      await (await drafts.current())?.forget(input.id);
      return answer;
    },
    'drafts.attach': ({ upload, ...file }) => uploads.attach(upload ?? randomUUID(), file),
    'drafts.cancelAttach'({ upload }) {
      uploads.cancel(upload);
      return {};
    },
    async 'drafts.send'(input) {
      const answer = await passedOn['drafts.send'](input);
      await (await drafts.current())?.forget(input.id);
      return answer;
    },
    async 'attachments.save'({ mail, attachment, name }) {
      const clean = cleanFileName(name);
      const read = () => client.call('mails.attachment', { mail, attachment });
      if (host.delivery.kind === 'download') {
        return { outcome: 'download', url: host.delivery.offer(clean, await read()) };
      }
      const chosen = await host.delivery.choosePath(clean);
      if (chosen === null) return { outcome: 'cancelled' };
      return { outcome: 'saved', path: await saveAttachment(chosen, await read(), log) };
    },
    'mails.loadPictures': async ({ mail, addresses }) => ({
      pictures: await remotePictures.load(mail, addresses),
    }),
    'dictionaries.states': async () => ({ dictionaries: [...(await dictionaries.states())] }),
    'dictionaries.read': ({ culture }) => dictionaries.read(culture),
    async 'dictionaries.refresh'() {
      await dictionaries.refresh(preferredCultures(session.me()));
      return {};
    },
    'words.list': async () => ({ words: [...(await words().list())] }),
    'words.add': async (word) => tellWords(await words().add(word)),
    'words.remove': async (word) => tellWords(await words().remove(word)),
    async 'links.open'({ url }) {
      const link = parseOutsideLink(url);
      return { url: (await host.openOutside(link)) ? null : link };
    },
    'notifications.show'(notification) {
      host.notify(notification, () => {
        onEvent({ type: 'notification.clicked', tag: notification.tag });
      });
      return {};
    },
    'badge.set'({ count }) {
      host.setBadge(count);
      return {};
    },
  };

  async function resumeDrafts(): Promise<void> {
    (await drafts.current())?.resume();
  }

  async function settleDrafts(): Promise<void> {
    await (await drafts.current())?.settle(3000);
  }

  return {
    handlers,
    dispatch: createDispatch(handlers, log),
    wake: session.wake,
    snapshot: () => ({
      connection: { type: 'connection', connection: session.connection() },
      revision: session.me()?.revision ?? null,
    }),
    async settle(limit) {
      await (await drafts.current())?.settle(limit);
    },
    stop() {
      drafts.close();
      dictionaries.stop();
      session.stop();
    },
  };
}

/** The agent's own culture first, then those of the groups. */
function preferredCultures(me: Me | null): readonly string[] {
  return me ? [...new Set([me.agent.culture, ...me.groups.map((group) => group.culture)])] : [];
}
