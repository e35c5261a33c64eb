import type {
  CallInput,
  CallName,
  CallOutput,
  DictionaryState,
  HostEvent,
  OwnWord,
} from '../../../../contract/desktop.ts';
import type { Draft, DraftAttachment, DraftContent } from '../../../../contract/domain/draft.ts';
import { attachmentId, draftId } from '../../../../contract/domain/ids.ts';
import { ExpectedError } from '../../../../contract/error.ts';
import type { Desktop } from '../../../platform/desktop.ts';
import { readDictionaryFiles, readyDictionaries } from '../../../spelling/testing/dictionaries.ts';
import { sampleDraft, sampleResponses } from './samples.ts';

export type Handlers = { [K in CallName]?: (input: CallInput<K>) => Promise<CallOutput<K>> };

/** The host that component tests talk to: one draft in memory, and every call on record. */
export interface DesktopDouble extends Desktop {
  readonly asked: { readonly name: CallName; readonly input: unknown }[];
  /** The inputs of all calls of this name so far. */
  readonly inputsOf: <K extends CallName>(name: K) => CallInput<K>[];
  readonly emit: (event: HostEvent) => void;
  /** The draft as the server has it; tests change it to play the other side. */
  server: Draft;
  journal: { content: DraftContent; baseRevision: number; keptAt: string } | null;
  dictionaries: DictionaryState[];
}

export function createDesktopDouble(handlers: Handlers = {}, draft: Draft = sampleDraft()): DesktopDouble {
  const listeners = new Set<(event: HostEvent) => void>();
  const asked: { name: CallName; input: unknown }[] = [];
  const words: OwnWord[] = [];
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let lastAttachment = 0;

  const answers: Handlers = {
    'drafts.open': (input) => {
      double.server = { ...double.server, kind: input.kind };
      return Promise.resolve(double.server);
    },
    'drafts.read': () => Promise.resolve(double.server),
    'drafts.recover': () => Promise.resolve(double.journal),
    'drafts.keep': ({ id: plainId, baseRevision, content, writer = '' }) => {
      const id = draftId.parse(plainId);
      setTimeout(() => {
        double.server = { ...double.server, ...content, revision: baseRevision + 1 };
        double.emit({
          type: 'draft.safety',
          safety: { draftId: id, saved: 'server', revision: baseRevision + 1, failure: null, writer },
        });
      }, 0);
      return Promise.resolve({
        draftId: id,
        saved: 'local',
        revision: baseRevision,
        failure: null,
        writer,
      });
    },
    'drafts.flush': () => Promise.resolve(double.server),
    'drafts.attach': ({ name, type, inline, bytes }) => {
      lastAttachment += 1;
      const attachment: DraftAttachment = {
        id: attachmentId.parse(String(lastAttachment)),
        name,
        type,
        size: bytes.length,
        contentId: inline === 'true' ? `picture-${lastAttachment}@postroom` : null,
      };
      files.set(attachment.id, bytes.slice());
      double.server = { ...double.server, attachments: [...double.server.attachments, attachment] };
      return Promise.resolve(attachment);
    },
    'drafts.attachment': ({ attachment }) => {
      const bytes = files.get(attachment);
      if (bytes === undefined) throw new ExpectedError('not-found', `no attachment ${attachment}`);
      return Promise.resolve(bytes);
    },
    'drafts.detach': () => Promise.resolve({}),
    'drafts.discard': () => Promise.resolve({}),
    'words.list': () => Promise.resolve({ words: [...words] }),
    'words.add': (word) => {
      words.push(word);
      return Promise.resolve({ words: [...words] });
    },
    'dictionaries.states': () => Promise.resolve({ dictionaries: double.dictionaries }),
    'host.state': () =>
      Promise.resolve({
        edition: 'web',
        version: '0.1.0',
        platform: 'web',
        locales: ['en'],
        backend: 'http://127.0.0.1',
        connection: { state: 'online', since: '2026-11-20T09:00:00.000Z', retryAt: null },
        me: null,
        settings: { theme: 'system', language: 'en', density: 'comfortable', spelling: true },
      }),
    'dictionaries.read': async ({ culture }) => {
      const { dictionary, grammar } = await readDictionaryFiles(culture);
      const sha256 = readyDictionaries.find((each) => each.culture === culture)?.sha256 ?? '';
      return { dictionary: dictionary.slice(), grammar: grammar.slice(), sha256 };
    },
    'dictionaries.refresh': () => Promise.resolve({}),
    'responses.list': () => Promise.resolve({ root: sampleResponses }),
    'responses.fill': ({ response }) =>
      Promise.resolve({
        html: `<p>Text of <b>${response}</b>.</p>`,
        subject: null,
        unknownIdentifiers: [],
        mark: `billing/${response}`,
        files: [],
      }),
    'responses.attach': () => Promise.resolve({ attachments: [] }),
    'templates.list': () => Promise.resolve({ templates: [] }),
    ...handlers,
  };

  const double: DesktopDouble = {
    asked,
    server: draft,
    journal: null,
    dictionaries: [...readyDictionaries],
    inputsOf: <K extends CallName>(name: K) =>
      asked.filter((each) => each.name === name).map((each) => each.input as CallInput<K>),
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    async call(name, input) {
      asked.push({ name, input });
      const answer = answers[name];
      if (answer === undefined) throw new Error(`no answer to ${name}`);
      return answer(input);
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return double;
}
