import type { Logger } from 'pino';
import { ConnectionFailure } from '../connection-problem.ts';
import { type ConnectionCredentials, describeNetwork } from '../connection-secrets.ts';
import { openProtocolLog } from '../protocol-log.ts';
import { openNetwork } from '../proxy/network.ts';
import { readRetryAfter } from '../retry-after.ts';
import { leaveAlone, waitUntilWelcome } from './busy-mailboxes.ts';
import { nameOf, writeEnvelope } from './envelope.ts';
import { type EwsServer, mailboxOf } from './ews-account.ts';
import { describeRefusal, type EwsRefusal, isBusy } from './ews-refusal.ts';
import { type AnswerElement, AnswerTooLong, readAnswer, StrangeAnswer } from './read-answer.ts';
import { type EwsError, readFault, readResponses, type ResponseMessage } from './response-messages.ts';
import type { Xml } from './request-xml.ts';

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

const usualAnswerBytes = 64 * 1024 * 1024;
/** What a request is tried for while Exchange is busy. */
const usualTries = 6;

export function openEwsClient(
  server: EwsServer,
  credentials: ConnectionCredentials,
  options: EwsClientOptions,
): EwsClient {
  const network = openNetwork(describeNetwork(server, credentials));
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

  /** @returns a refusal where another try may help */
  async function tryOnce(envelope: string, bytes: number): Promise<readonly ResponseMessage[] | EwsRefusal> {
    await waitUntilWelcome(server, signal, options.patience);
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
    const pause = error?.backOff ?? readRetryAfter(headers.get('retry-after'));
    const retryAt = isBusy(status, error) ? leaveAlone(server, pause) : null;
    return describeRefusal(server, { status, error, retryAt, challenge: headers.get('www-authenticate') });
  }

  return {
    async ask(operation, { bytes = usualAnswerBytes, tries = usualTries } = {}) {
      const envelope = writeEnvelope(server, operation);
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

/** Tells the servers in front which one holds the mailbox. */
function anchorOf(server: EwsServer): Readonly<Record<string, string>> {
  const mailbox = mailboxOf(server);
  return /^[!-~]+@[!-~]+$/.test(mailbox) ? { 'x-anchormailbox': mailbox } : {};
}

function basicOf({ user, password }: ConnectionCredentials): string | null {
  if (user === null) return null;
  return `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
}
