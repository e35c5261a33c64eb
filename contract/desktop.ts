import { z } from 'zod';
import { operations, type OperationName } from './api/operations.ts';
import { me } from './api/session.ts';
import { draft, draftContent } from './domain/draft.ts';
import { spellingEngine } from './domain/dictionary.ts';
import { attachmentId, draftId, mailId } from './domain/ids.ts';
import { bytes, culture, instant, sha256 } from './domain/scalars.ts';
import { failure } from './error.ts';
import { realtimeEvent } from './realtime.ts';

/** A call from the renderer to its host. Both ends parse both objects. */
export interface Call<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I;
  readonly output: O;
}
function call<I extends z.ZodType, O extends z.ZodType>(input: I, output: O): Call<I, O> {
  return { input, output };
}
const nothing = z.object({});

export const connection = z.object({
  /** `online` while the event stream is up. */
  state: z.enum(['offline', 'connecting', 'online']),
  /** Since when it has been so. */
  since: instant,
  /** When the next attempt is made, while offline. */
  retryAt: instant.nullable(),
});
export type Connection = z.infer<typeof connection>;

export const settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** Language of the screens. */
  language: z.enum(['system', 'en', 'fr']),
  density: z.enum(['comfortable', 'compact']),
  spelling: z.boolean(),
});
export type Settings = z.infer<typeof settings>;

/** Pixels, as one agent has set them on this device; null: the usual size. */
export const layout = z.object({
  listWidth: z.int().min(0).max(10_000).nullable(),
  replyHeight: z.int().min(0).max(10_000).nullable(),
});
export type Layout = z.infer<typeof layout>;

/** A word that a person has taught the spelling. */
export const ownWord = z.object({
  word: z.string().min(1).max(100),
  /** Of the dictionary that did not know it; it is right in all cultures of that language. Null: in every language. */
  culture: culture.nullable(),
});
export type OwnWord = z.infer<typeof ownWord>;

export const dictionaryState = z.object({
  culture,
  engine: spellingEngine,
  /** Names this very pair of files; key of anything derived from them. */
  sha256,
  state: z.enum(['missing', 'downloading', 'ready', 'failed']),
  /** 0 to 1 while downloading. */
  progress: z.number(),
  error: z.string().nullable(),
});
export type DictionaryState = z.infer<typeof dictionaryState>;

/** What the renderer shows when it starts. */
export const hostState = z.object({
  edition: z.enum(['desktop', 'web']),
  version: z.string(),
  platform: z.enum(['linux', 'darwin', 'win32', 'web']),
  /** The person's languages, best first (BCP 47). */
  locales: z.array(z.string()),
  backend: z.string(),
  connection,
  /** Null: show the sign-in screen. */
  me: me.nullable(),
  settings,
});
export type HostState = z.infer<typeof hostState>;

/** Names the window that a draft is written in: two windows of one agent never take each other's text for their own. */
export const draftWriter = z.string().regex(/^[\w-]{0,64}$/);

/** How safe a draft's newest words are. */
export const draftSafety = z.object({
  draftId,
  /**
   * `local`: in the journal on this machine's disk; `server`: also on the backend; `browser`: in this browser's storage
   * only, since the web edition does not answer. To be kept again soon.
   */
  saved: z.enum(['local', 'server', 'browser', 'conflict', 'failed']),
  revision: z.int(),
  failure: failure.nullable(),
  /** The window whose words these are. */
  writer: draftWriter.default(''),
});
export type DraftSafety = z.infer<typeof draftSafety>;

/**
 * Why a picture on the net was not fetched: its address is none of the public internet over https, nobody answers
 * there, it is too large, or it is no raster picture.
 */
export const remotePictureFailure = z.enum(['refused', 'unreachable', 'too-large', 'no-picture']);
export type RemotePictureFailure = z.infer<typeof remotePictureFailure>;

/** Operations that the host answers itself, or does more for than pass on. */
const ownCalls = {
  'host.state': call(nothing, hostState),
  'settings.save': call(settings.partial(), settings),
  /** Of the agent who is signed in. */
  'layout.read': call(nothing, layout),
  'layout.save': call(layout, layout),
  'session.signIn': call(
    z.object({ login: z.string(), password: z.string(), tenant: z.string().optional() }),
    me,
  ),
  'session.signOut': call(nothing, nothing),
  /**
   * Keep a draft's text: on this machine's disk before the call answers (fsync), then on the backend. Answers
   * `local`; the event `draft.safety` follows. `baseRevision` is the newest revision that the caller knows, from the
   * draft, an answer of this call or that event of the same writer; while a conflict is shown only another one leads
   * out of it.
   */
  'drafts.keep': call(
    z.object({
      id: draftId,
      baseRevision: z.int(),
      content: draftContent,
      writer: draftWriter.default(''),
    }),
    draftSafety,
  ),
  /**
   * Text of this draft that the journal holds and the backend has not (after a crash or offline); null: none. It
   * becomes this writer's, whoever wrote it.
   */
  'drafts.recover': call(
    z.object({ id: draftId, writer: draftWriter.default('') }),
    z.object({ content: draftContent, baseRevision: z.int(), keptAt: instant }).nullable(),
  ),
  /** Waits until the backend has all that this writer kept of the draft, then answers its state there. */
  'drafts.flush': call(z.object({ id: draftId, writer: draftWriter.default('') }), draft),
  /** As the backend's operation. With `upload`, a name for this one, events tell how far it is and it can be cancelled. */
  'drafts.attach': call(
    operations['drafts.attach'].input.extend({ upload: z.string().min(1).max(100).optional() }),
    operations['drafts.attach'].output,
  ),
  /** The attaching then fails with `cancelled`, and nothing is attached. */
  'drafts.cancelAttach': call(z.object({ upload: z.string().max(100) }), nothing),
  /** Save to disk: a dialog on the desktop, a download on the web. */
  'attachments.save': call(
    z.object({ mail: mailId, attachment: attachmentId, name: z.string().max(255) }),
    z.discriminatedUnion('outcome', [
      z.object({ outcome: z.literal('saved'), path: z.string() }),
      z.object({ outcome: z.literal('download'), url: z.string() }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  ),
  /**
   * Fetches pictures that this mail shows from the net. Only when the agent asks for it: whoever sent the mail learns
   * that it is read. Each address that stands in the mail comes back once, with its bytes or why not.
   */
  'mails.loadPictures': call(
    z.object({ mail: mailId, addresses: z.array(z.string().max(8192)).min(1).max(100) }),
    z.object({
      pictures: z.array(
        z.object({
          address: z.string(),
          bytes: bytes.nullable(),
          failure: remotePictureFailure.nullable(),
        }),
      ),
    }),
  ),
  'dictionaries.states': call(nothing, z.object({ dictionaries: z.array(dictionaryState) })),
  'dictionaries.read': call(z.object({ culture }), z.object({ dictionary: bytes, grammar: bytes, sha256 })),
  /** Asks the backend again, and again for the ones that failed. */
  'dictionaries.refresh': call(nothing, nothing),
  /** The event `words` follows each change. */
  'words.list': call(nothing, z.object({ words: z.array(ownWord) })),
  'words.add': call(ownWord, z.object({ words: z.array(ownWord) })),
  'words.remove': call(ownWord, z.object({ words: z.array(ownWord) })),
  /** Opens https:, mailto: and tel: outside; `url` is given back where the browser itself must open it. */
  'links.open': call(z.object({ url: z.string().max(8192) }), z.object({ url: z.string().nullable() })),
  /** A desktop notification; a click on it emits `notification.clicked`. */
  'notifications.show': call(
    z.object({ title: z.string().max(200), body: z.string().max(500), tag: z.string().max(100) }),
    nothing,
  ),
  /** The number on the dock or taskbar. */
  'badge.set': call(z.object({ count: z.int().min(0) }), nothing),
} satisfies Record<string, Call>;

/** Operations of the backend that the host passes on with the session's token. */
const passedOn = [
  'about.read',
  'session.read',
  'presence.set',
  'interactions.list',
  'interactions.read',
  'interactions.accept',
  'interactions.decline',
  'interactions.pick',
  'interactions.park',
  'interactions.resume',
  'interactions.requeue',
  'interactions.close',
  'interactions.reopen',
  'interactions.askExpert',
  'threads.split',
  'threads.move',
  'threads.merge',
  'threads.answer',
  'threads.undo',
  'threads.targets',
  'mails.attachment',
  'mails.source',
  'drafts.open',
  'drafts.start',
  'drafts.list',
  'drafts.read',
  'drafts.discard',
  'drafts.detach',
  'drafts.attachment',
  'drafts.send',
  'outgoing.list',
  'outgoing.undo',
  'outgoing.resolve',
  'templates.list',
  'templates.fill',
  'responses.list',
  'responses.fill',
  'responses.attach',
  'archive.search',
  'archive.read',
  'mailWarnings.list',
] as const satisfies readonly OperationName[];
export type PassedOn = (typeof passedOn)[number];
export const passedOnCalls: readonly PassedOn[] = passedOn;

type PassedOnCalls = {
  readonly [K in PassedOn]: Call<(typeof operations)[K]['input'], (typeof operations)[K]['output']>;
};
const passedOnTable = Object.fromEntries(
  passedOn.map((name) => [name, call(operations[name].input, operations[name].output)]),
) as unknown as PassedOnCalls;

/** Every call from renderer to host. The preload, the handler table and the client derive from it. */
export const calls = { ...ownCalls, ...passedOnTable };
export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallInput<K extends CallName> = z.input<Calls[K]['input']>;
export type CallOutput<K extends CallName> = z.output<Calls[K]['output']>;

/** What the host pushes to the renderer. */
export const hostEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection'), connection }),
  z.object({ type: z.literal('realtime'), event: realtimeEvent }),
  z.object({ type: z.literal('draft.safety'), safety: draftSafety }),
  /** They were changed, perhaps in another window. */
  z.object({ type: z.literal('settings'), settings }),
  /** Bytes of a file that `drafts.attach` has sent to the backend. */
  z.object({ type: z.literal('upload'), upload: z.string(), sent: z.int(), total: z.int() }),
  z.object({ type: z.literal('words'), words: z.array(ownWord) }),
  z.object({ type: z.literal('dictionaries'), dictionaries: z.array(dictionaryState) }),
  z.object({ type: z.literal('session.ended') }),
  z.object({ type: z.literal('notification.clicked'), tag: z.string() }),
  /** A menu item of the desktop was chosen; the names are the renderer's command ids. */
  z.object({ type: z.literal('command'), command: z.string() }),
]);
export type HostEvent = z.infer<typeof hostEvent>;

export type Reply<T> = { ok: true; value: T } | { ok: false; error: z.infer<typeof failure> };

/** The object that preload (desktop) or the web client puts at `window.postroom`. */
export interface DesktopBridge {
  /** One function for each name in `calls`. Takes the input, answers the envelope; never throws. */
  readonly calls: { readonly [K in CallName]: (input: unknown) => Promise<Reply<unknown>> };
  /** Returns the unsubscribe function. */
  readonly onEvent: (listener: (event: unknown) => void) => () => void;
}
