import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ConnectionFailure } from '../connection-problem.ts';
import { type ConnectionCredentials, describeNetwork } from '../connection-secrets.ts';
import { openProtocolLog } from '../protocol-log.ts';
import { openNetwork } from '../proxy/network.ts';
import { readRetryAfter } from '../retry-after.ts';
import { type EwsServer, impersonatedBy, mailboxOf } from './ews-account.ts';
import { askedForPatience, describeRefusal, type EwsRefusal, isBusy } from './ews-refusal.ts';
import { type AnswerElement, AnswerTooLong, readAnswer, StrangeAnswer } from './read-answer.ts';
import { type EwsError, readFault, readResponses, type ResponseMessage } from './response-messages.ts';
import { tag, type Xml } from './request-xml.ts';

export interface EwsClient extends AsyncDisposable {
  /**
   * Asks for one operation, signing in anew once where a token is refused, and waiting where Exchange asks for
   * patience.
   * @param limits `bytes` of the answer, `tries` of the request
   * @returns what Exchange says about each thing that was asked for; errors are for the caller to judge
   * @throws EwsRefusal; UnreadableAnswer; AnswerTooLong; ConnectionFailure or what the network throws
   */
  readonly ask: (
    operation: Xml,
    limits?: { readonly bytes?: number; readonly tries?: number },
  ) => Promise<readonly ResponseMessage[]>;
  /** Puts an error about one thing into words. */
  readonly refusalOf: (error: EwsError) => EwsRefusal;
}

export interface EwsClientOptions {
  readonly signal?: AbortSignal;
  readonly log?: Logger;
  readonly name?: string;
  /** How long Exchange may make us wait within one request, in milliseconds; beyond, the request fails. */
  readonly patience: number;
}

/** The request was answered, by whomever, and not in words that are known. */
export class UnreadableAnswer extends ConnectionFailure {
  constructor(server: EwsServer, words: string) {
    super({
      step: 'mail',
      sentence: `What answers at ${server.url} is not Exchange Web Services (${words}).`,
      mend: 'Check url, and that no page to sign in at stands before it.',
      lasting: false,
    });
  }
}

const namespaces = {
  'xmlns:soap': 'http://schemas.xmlsoap.org/soap/envelope/',
  'xmlns:t': 'http://schemas.microsoft.com/exchange/services/2006/types',
  'xmlns:m': 'http://schemas.microsoft.com/exchange/services/2006/messages',
};
/** The first to keep read receipts back. Newer servers answer to it as well. */
const schemaVersion = 'Exchange2013_SP1';
const usualAnswerBytes = 64 * 1024 * 1024;
/** What a request is tried for while Exchange is busy. */
const usualTries = 6;

/** Until when a mailbox is left alone, in milliseconds since 1970: readers and senders of a process share it. */
const closedUntil = new Map<string, number>();

export function openEwsClient(
  server: EwsServer,
  credentials: ConnectionCredentials,
  options: EwsClientOptions,
): EwsClient {
  const network = openNetwork(describeNetwork(server, credentials));
  const gate = `${server.url} ${mailboxOf(server)}`;
  const protocol = openProtocolLog(server, options.log, options.name ?? new URL(server.url).host);
  const signal = options.signal ?? new AbortController().signal;
  const { tokens } = credentials;

  async function post(envelope: string, authorization: string | null): Promise<Response> {
    return network.fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'text/xml; charset=utf-8',
        accept: 'text/xml',
        ...anchorOf(server),
        ...(authorization === null ? {} : { authorization }),
      },
      body: envelope,
      // A redirection ends at a page for people, and would take the password along.
      redirect: 'manual',
      signal,
    });
  }

  /** Should the token be refused, once more with a fresh one. */
  async function postSignedIn(envelope: string): Promise<Response> {
    if (!tokens) return post(envelope, basicOf(credentials));
    const token = await tokens.getToken();
    const answer = await post(envelope, `Bearer ${token.value}`);
    if (answer.status !== 401) return answer;
    await tokens.reject(token);
    const next = await tokens.getToken();
    if (next.value === token.value) return answer;
    await answer.body?.cancel();
    return post(envelope, `Bearer ${next.value}`);
  }

  async function waitForGate(): Promise<void> {
    for (;;) {
      const until = closedUntil.get(gate) ?? 0;
      const wait = until - Date.now();
      if (wait <= 0) return;
      if (wait > options.patience)
        throw new ConnectionFailure(askedForPatience(server, 'said before', new Date(until)));
      await delay(wait, undefined, { signal });
    }
  }

  /** @returns a refusal where another try may help */
  async function tryOnce(envelope: string, bytes: number): Promise<readonly ResponseMessage[] | EwsRefusal> {
    await waitForGate();
    const answer = await postSignedIn(envelope);
    const { status, headers } = answer;
    const read = await readBody(answer, bytes);
    const responses = read instanceof StrangeAnswer ? [] : readResponses(read);
    const error =
      read instanceof StrangeAnswer
        ? null
        : (readFault(read) ?? responses.find((one) => isBusy(status, one.error))?.error ?? null);
    protocol?.('server', `${status}${error ? ` ${error.code} ${error.words}` : ''}`);
    if (status === 200 && error === null) {
      if (responses.length > 0) return responses;
      throw new UnreadableAnswer(server, read instanceof StrangeAnswer ? read.message : 'it says nothing');
    }
    const retryAt = isBusy(status, error) ? closeGate(error, headers.get('retry-after')) : null;
    return describeRefusal(server, { status, error, retryAt, challenge: headers.get('www-authenticate') });
  }

  function closeGate(error: EwsError | null, retryAfter: string | null): Date {
    const pause = error?.backOff ?? readRetryAfter(retryAfter);
    const until = Math.max(closedUntil.get(gate) ?? 0, Date.now() + pause);
    closedUntil.set(gate, until);
    return new Date(until);
  }

  return {
    async ask(operation, { bytes = usualAnswerBytes, tries = usualTries } = {}) {
      const envelope = wrap(server, operation);
      protocol?.('postroom', nameOf(operation));
      try {
        for (let attempt = 1; ; attempt++) {
          const answered = await tryOnce(envelope, bytes);
          if (!(answered instanceof Error)) return answered;
          const { retryAt } = answered.problem;
          if (!retryAt || attempt >= tries || retryAt.getTime() - Date.now() > options.patience)
            throw answered;
        }
      } catch (error) {
        // What `fetch` throws tells nothing by itself; its cause does.
        throw error instanceof TypeError && error.cause !== undefined ? error.cause : error;
      }
    },
    refusalOf: (error) => describeRefusal(server, { status: 200, error, retryAt: null, challenge: null }),
    [Symbol.asyncDispose]: network.close,
  };
}

/** What is no XML comes from a web server before Exchange. */
async function readBody(answer: Response, bytes: number): Promise<AnswerElement | StrangeAnswer> {
  try {
    return await readAnswer(answer.body, bytes);
  } catch (error) {
    if (!(error instanceof StrangeAnswer) || (error instanceof AnswerTooLong && answer.status === 200))
      throw error;
    return error;
  }
}

function wrap(server: EwsServer, operation: Xml): string {
  const mailbox = impersonatedBy(server);
  const impersonation =
    mailbox === null
      ? []
      : [
          tag(
            't:ExchangeImpersonation',
            {},
            tag('t:ConnectingSID', {}, tag('t:PrimarySmtpAddress', {}, mailbox)),
          ),
        ];
  const header = tag(
    'soap:Header',
    {},
    tag('t:RequestServerVersion', { Version: schemaVersion }),
    ...impersonation,
  );
  return `<?xml version="1.0" encoding="utf-8"?>${tag('soap:Envelope', namespaces, header, tag('soap:Body', {}, operation)).source}`;
}

/** Tells the servers in front which one holds the mailbox. */
function anchorOf(server: EwsServer): Readonly<Record<string, string>> {
  const mailbox = mailboxOf(server);
  return /^[!-~]+@[!-~]+$/.test(mailbox) ? { 'x-anchormailbox': mailbox } : {};
}

function basicOf({ user, password }: ConnectionCredentials): string | null {
  if (user === null) return null;
  return `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
}

function nameOf({ source }: Xml): string {
  return /^<m:(\w+)/.exec(source)?.[1] ?? '';
}
