import type { DesktopBridge, HostEvent, HostState, Reply } from '../../contract/desktop.ts';
import type { ErrorCode } from '../../contract/error.ts';
import type { InteractionState, InteractionSummary } from '../../contract/domain/interaction.ts';
import { sampleInteraction, sampleOutgoing } from './sample-mails.ts';
import { sampleMe, sampleRows } from './sample-work.ts';

export interface SampleOptions {
  readonly signedIn?: boolean;
  readonly waiting?: number;
  readonly settings?: Partial<HostState['settings']>;
  readonly locales?: readonly string[];
  readonly now?: number;
  readonly connection?: HostState['connection'];
  /** Answers in place of those of the sample. */
  readonly answers?: Readonly<Record<string, (input: never) => unknown>>;
  /** Calls that fail, with the code. */
  readonly failing?: Readonly<Record<string, ErrorCode>>;
}

export interface SampleBridge extends DesktopBridge {
  readonly emit: (event: HostEvent) => void;
  /** Names of the calls made, in order. */
  readonly made: readonly string[];
}

/** A picture. */
export const pixel = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg=='),
  (char) => char.charCodeAt(0),
);

/** A host in memory for tests of parts and for looking at the screens; it knows no backend. */
export function createSampleBridge(options: SampleOptions = {}): SampleBridge {
  const now = options.now ?? Date.now();
  const me = sampleMe(now);
  const rows = new Map(sampleRows(now, options.waiting ?? 40).map((row) => [row.id as string, row]));
  const listeners = new Set<(event: unknown) => void>();
  const made: string[] = [];
  let revision = 1;
  const emit = (event: HostEvent) => {
    for (const listener of listeners) listener(event);
  };
  const settings = {
    theme: 'light',
    language: 'en',
    density: 'comfortable',
    spelling: true,
    ...options.settings,
  };

  function change(id: string, state: InteractionState): InteractionSummary {
    const row = rows.get(id);
    if (!row) throw new Error('no such row');
    const isMine = state === 'open' || state === 'parked';
    const next: InteractionSummary = {
      ...row,
      state,
      epoch: row.epoch + 1,
      agent: isMine ? { id: me.agent.id, name: me.agent.name } : null,
      offerExpiresAt: null,
    };
    rows.set(id, next);
    revision += 1;
    emit({ type: 'realtime', event: { type: 'interaction.changed', revision, interaction: next } });
    return next;
  }
  const interaction = (id: string) => {
    const row = rows.get(id);
    return row ? sampleInteraction(now, row) : null;
  };

  const openDraft = ({ interactionId, kind }: { interactionId: string; kind: string }) => ({
    id: '501',
    kind,
    interactionId,
    mailId: `${interactionId}2`,
    groupId: '2',
    from: { name: 'Northwind Returns', address: 'returns@northwind.example' },
    author: me.agent.id,
    revision: 1,
    attachments: [],
    updatedAt: new Date(now).toISOString(),
    to: [{ name: 'Amélie Laurent', address: 'amelie@mail.example', source: 'from' }],
    cc: [],
    bcc: [],
    subject: 'Re: Colis 48213 arrivé endommagé',
    html: '<p>Bonjour Madame Laurent,</p><p></p><p>Cordialement,<br>Elin Söderberg</p>',
    culture: 'fr-FR',
  });

  const answers: Record<string, (input: never) => unknown> = {
    'host.state': () => ({
      edition: 'desktop',
      version: '0.1.0',
      platform: 'linux',
      locales: options.locales ?? ['en-GB'],
      backend: 'https://postroom.northwind.example',
      connection: options.connection ?? {
        state: 'online',
        since: new Date(now).toISOString(),
        retryAt: null,
      },
      me: options.signedIn === false ? null : me,
      settings,
    }),
    'about.read': () => ({
      product: 'postroom',
      version: '0.1.0',
      demonstration: {
        password: 'demonstration',
        accounts: [
          { login: 'elin', name: 'Elin Söderberg', groups: ['Orders', 'Returns'] },
          { login: 'marc', name: 'Marc Dubois', groups: ['Returns'] },
          { login: 'aisha', name: 'Aisha Khan', groups: ['Orders'] },
          { login: 'jonas', name: 'Jonas Weber', groups: ['Kundendienst'] },
        ],
        smtp: {
          host: '127.0.0.1',
          port: 2525,
          addresses: ['orders@northwind.example', 'returns@northwind.example'],
        },
        sink: { folder: '/home/elin/.postroom/sink', url: 'http://127.0.0.1:4401/sink' },
      },
    }),
    'session.signIn': () => me,
    'session.signOut': () => ({}),
    'session.read': () => me,
    'settings.save': (input: object) => Object.assign(settings, input),
    'layout.read': () => ({ listWidth: null, replyHeight: null }),
    'layout.save': (input: object) => input,
    'presence.set': ({ state, reason }: { state: 'ready' | 'not-ready'; reason: string | null }) => ({
      state,
      reason,
      since: new Date().toISOString(),
    }),
    'interactions.list': ({ list }: { list: string }) => {
      const interactions = [...rows.values()].filter((row) =>
        list === 'mine' ? row.agent?.id === me.agent.id : row.state === 'queued',
      );
      return { interactions, total: interactions.length };
    },
    'interactions.read': ({ id }: { id: string }) => interaction(id),
    'interactions.accept': ({ id }: { id: string }) => (change(id, 'open'), interaction(id)),
    'interactions.pick': ({ id }: { id: string }) => (change(id, 'open'), interaction(id)),
    'interactions.resume': ({ id }: { id: string }) => (change(id, 'open'), interaction(id)),
    'interactions.decline': ({ id }: { id: string }) => change(id, 'queued'),
    'interactions.requeue': ({ id }: { id: string }) => change(id, 'queued'),
    'interactions.park': ({ id }: { id: string }) => change(id, 'parked'),
    'interactions.close': ({ id }: { id: string }) => change(id, 'closed'),
    'interactions.reopen': ({ id }: { id: string }) => (change(id, 'open'), interaction(id)),
    'mails.attachment': () => pixel,
    'mails.source': () => new TextEncoder().encode('From: Amélie\r\nSubject: Colis\r\n\r\nBonjour'),
    'drafts.list': () => ({ drafts: [] }),
    'drafts.open': openDraft,
    'drafts.flush': () => openDraft({ interactionId: '1', kind: 'reply' }),
    'drafts.recover': () => null,
    'drafts.keep': ({ id, baseRevision, writer }: { id: string; baseRevision: number; writer: string }) => ({
      draftId: id,
      saved: 'server',
      writer,
      revision: baseRevision,
      failure: null,
    }),
    'mailWarnings.list': () => ({ warnings: [] }),
    'outgoing.list': () => ({
      outgoing: [
        sampleOutgoing(now, 1, 'uncertain', {
          lastError: 'connection lost after DATA',
          subject: 'Re: Retour, commande 61120',
        }),
        sampleOutgoing(now, 2, 'rejected', { lastError: '550 5.1.1 <priya@mail.example>: user unknown' }),
        sampleOutgoing(now, 3, 'queued', {
          attempts: 2,
          notBefore: new Date(now + 600_000).toISOString(),
          lastError: '451 greylisted',
        }),
        sampleOutgoing(now, 4, 'accepted', {}),
      ],
    }),
    'outgoing.resolve': ({ id }: { id: string }) => sampleOutgoing(now, Number(id), 'accepted', {}),
    'archive.search': ({ text }: { text: string }) => ({
      mails: [...rows.values()]
        .filter((row) => `${row.subject} ${row.preview}`.toLowerCase().includes(text.toLowerCase()))
        .slice(0, 30)
        .map((row) => ({
          id: `${row.id}2`,
          interactionId: row.id,
          direction: Number(row.id) % 3 === 0 ? 'out' : 'in',
          from: row.from,
          to: [{ name: '', address: 'orders@northwind.example' }],
          subject: row.subject,
          preview: row.preview,
          at: row.receivedAt,
        })),
    }),
    'archive.read': ({ id }: { id: string }) => interaction(id.slice(0, -1))?.messages.at(-1),
    'attachments.save': ({ name }: { name: string }) => ({
      outcome: 'saved',
      path: `/home/elin/Downloads/${name}`,
    }),
    'dictionaries.states': () => ({
      dictionaries: (['en-GB', 'fr-FR', 'de-DE', 'sv-SE'] as const).map((culture, index) => ({
        culture,
        engine: 'nspell',
        sha256: 'a'.repeat(64),
        state: index === 3 ? 'downloading' : 'ready',
        progress: index === 3 ? 0.6 : 1,
        error: null,
      })),
    }),
    'templates.list': () => ({ templates: [] }),
    'responses.list': () => ({ root: null }),
    'words.list': () => ({ words: [] }),
    'links.open': () => ({ url: null }),
    ...options.answers,
  };

  const calls = new Proxy({} as DesktopBridge['calls'], {
    get:
      (_, name: string) =>
      async (input: unknown): Promise<Reply<unknown>> => {
        made.push(name);
        const code = options.failing?.[name];
        if (code) return { ok: false, error: { code, message: `${name} fails in this sample` } };
        const answer = answers[name];
        return { ok: true, value: answer ? await (answer as (input: unknown) => unknown)(input) : {} };
      },
  });
  return {
    calls,
    made,
    emit,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
