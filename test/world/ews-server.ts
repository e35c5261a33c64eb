import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { assertNever } from '../../contract/assert-never.ts';
import { type AnswerElement, readAnswer, textWithin, within } from '../../backend/mail/ews/read-answer.ts';
import { EwsMailboxStore } from './ews-mailbox.ts';
import { carryOut, type EwsAccount, type EwsSent, escape, writeMessages } from './ews-operations.ts';

export interface EwsAsked {
  readonly operation: string;
  /** Whose mailbox was asked for. */
  readonly mailbox: string;
  readonly impersonated: string | null;
  readonly anchor: string | null;
  readonly authorization: string | null;
}

/** What goes wrong with a request. */
export type EwsFault =
  /** As a SOAP fault with HTTP 500, or as the answer to each thing; or an error with that one within. */
  | { readonly fault: 'busy'; readonly as: 'fault' | 'message' | 'inner'; readonly backOff?: number }
  | {
      readonly fault: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** In place of what was asked for. */
  | { readonly fault: 'error'; readonly code: string; readonly as?: 'fault' | 'message' }
  /** The connection ends without an answer; `done`: after what was asked for was done. */
  | { readonly fault: 'reset'; readonly done: boolean }
  /** The answer has only its first half. */
  | { readonly fault: 'cut' };

export interface EwsStandInSettings {
  /** By user; who may sign in with a password. */
  readonly users?: Readonly<Record<string, string>>;
  readonly acceptsToken?: (token: string) => boolean;
  /** Default: that of the user who signs in. */
  readonly mailboxes?: readonly string[];
  /** Users who may act for all mailboxes; `*` for tokens. */
  readonly impersonators?: readonly string[];
  readonly sendAs?: readonly string[];
  /** How many changes are given at once. */
  readonly pageSize?: number;
  readonly challenge?: string;
}

/** Exchange Web Services on loopback, written from Microsoft's reference, and failing as it is told. */
export interface EwsStandIn extends AsyncDisposable {
  readonly url: string;
  readonly asked: readonly EwsAsked[];
  /** How many requests came while the stand-in had asked to be left alone. */
  readonly impatient: () => number;
  /** The operations in their order. */
  readonly operations: () => readonly string[];
  readonly sent: readonly EwsSent[];
  readonly mailbox: (address: string) => EwsMailboxStore;
  /** Asked for each request with how often the operation was asked for before; undefined: nothing goes wrong. */
  readonly failWith: (choose: ((asked: EwsAsked, before: number) => EwsFault | undefined) | null) => void;
}

const types = 'http://schemas.microsoft.com/exchange/services/2006/types';

export async function startEwsServer(settings: EwsStandInSettings = {}): Promise<EwsStandIn> {
  const asked: EwsAsked[] = [];
  const sent: EwsSent[] = [];
  let busyUntil = 0;
  let impatient = 0;
  const stores = new Map<string, EwsMailboxStore>();
  let choose: Parameters<EwsStandIn['failWith']>[0] = null;
  const mailbox = (address: string): EwsMailboxStore => {
    const store = stores.get(address) ?? new EwsMailboxStore();
    stores.set(address, store);
    return store;
  };

  /** @returns the user, `*` for a token, or null */
  function signIn(authorization: string | null): string | null {
    const [scheme, value = ''] = (authorization ?? '').split(' ');
    if (scheme === 'Bearer') return settings.acceptsToken?.(value) ? '*' : null;
    if (scheme !== 'Basic') return null;
    const login = Buffer.from(value, 'base64').toString();
    const user = login.slice(0, login.indexOf(':'));
    return settings.users?.[user] === login.slice(user.length + 1) ? user : null;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const authorization = request.headers.authorization ?? null;
    const user = signIn(authorization);
    if (user === null) {
      response.writeHead(401, { 'www-authenticate': settings.challenge ?? 'Basic realm="exchange"' }).end();
      return;
    }
    if (request.method !== 'POST' || request.url !== '/ews/exchange.asmx') {
      response.writeHead(404).end('<html>no such page</html>');
      return;
    }
    const envelope = await readAnswer(asStream(body), body.length);
    const operation = within(envelope, 'Body')[0]?.children[0];
    const impersonated = textWithin(
      envelope,
      'Header',
      'ExchangeImpersonation',
      'ConnectingSID',
      'PrimarySmtpAddress',
    );
    const address = impersonated ?? user;
    const note: EwsAsked = {
      operation: operation?.name ?? '',
      mailbox: address,
      impersonated,
      anchor: request.headers['x-anchormailbox']?.toString() ?? null,
      authorization,
    };
    const before = asked.filter((one) => one.operation === note.operation).length;
    asked.push(note);
    if (Date.now() < busyUntil) impatient += 1;
    const fault = choose?.(note, before);
    if (fault?.fault === 'reset' && !fault.done) return void request.socket.destroy();
    if (fault?.fault === 'busy') busyUntil = Date.now() + (fault.backOff ?? 0);
    const planned = fault ? answerFault(fault, note.operation) : null;
    const answer = planned ?? answerTo(envelope, operation, user, impersonated, address);
    if (fault?.fault === 'reset') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'text/xml; charset=utf-8', ...answer.headers });
    if (fault?.fault !== 'cut') return void response.end(answer.body);
    response.write(answer.body.slice(0, answer.body.length / 2));
    setImmediate(() => request.socket.destroy());
  }

  function answerTo(
    envelope: AnswerElement,
    operation: AnswerElement | undefined,
    user: string,
    impersonated: string | null,
    address: string,
  ): Answer {
    const version = within(envelope, 'Header', 'RequestServerVersion')[0]?.attributes.get('Version') ?? '';
    if (!version.startsWith('Exchange2013')) return soapFault('ErrorInvalidServerVersion');
    if (impersonated !== null && !settings.impersonators?.includes(user))
      return soapFault('ErrorImpersonateUserDenied');
    // An application has no mailbox of its own.
    if (address === '*') return soapFault('ErrorMissingEmailAddress');
    if (settings.mailboxes && !settings.mailboxes.includes(address))
      return soapFault('ErrorNonExistentMailbox');
    const account: EwsAccount = { address, store: mailbox(address), sendAs: settings.sendAs ?? [] };
    const tools = { pageSize: settings.pageSize ?? 512, sent };
    const answer = operation && carryOut(operation, account, tools);
    return answer ? soap(200, answer) : soapFault('ErrorSchemaValidation');
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ews/exchange.asmx`,
    asked,
    impatient: () => impatient,
    operations: () => asked.map(({ operation }) => operation),
    sent,
    mailbox,
    failWith(chosen) {
      choose = chosen;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @returns null where the request is carried out all the same */
function answerFault(fault: EwsFault, operation: string): Answer | null {
  switch (fault.fault) {
    case 'status':
      return {
        status: fault.status,
        headers: fault.headers ?? {},
        body: fault.body ?? '<html><body>not here<br></body></html>',
      };
    case 'error':
      return fault.as === 'fault'
        ? soapFault(fault.code)
        : soap(200, writeMessages(operation, [{ error: fault.code }]));
    case 'busy': {
      const hint =
        fault.backOff === undefined ? [] : [`<t:Value Name="BackOffMilliseconds">${fault.backOff}</t:Value>`];
      if (fault.as === 'fault') return soapFault('ErrorServerBusy', hint);
      const inner = fault.as === 'inner';
      const values = inner
        ? [`<t:Value Name="InnerErrorResponseCode">ErrorServerBusy</t:Value>`, ...hint]
        : hint;
      const error = inner ? 'ErrorInternalServerError' : 'ErrorServerBusy';
      return soap(
        200,
        writeMessages(operation, [{ error, content: `<m:MessageXml>${values.join('')}</m:MessageXml>` }]),
      );
    }
    case 'reset':
    case 'cut':
      return null;
    default:
      return assertNever(fault);
  }
}

function soap(status: number, body: string): Answer {
  return {
    status,
    body: `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h:ServerVersionInfo MajorVersion="15" MinorVersion="2" xmlns:h="${types}"/></s:Header><s:Body>${body}</s:Body></s:Envelope>`,
  };
}

function soapFault(code: string, values: readonly string[] = []): Answer {
  const words = escape(`The stand-in says <${code}>.`);
  return soap(
    500,
    `<s:Fault><faultcode xmlns:a="${types}">a:${code}</faultcode><faultstring xml:lang="en-US">${words}</faultstring><detail><e:ResponseCode xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">${code}</e:ResponseCode><e:Message xmlns:e="http://schemas.microsoft.com/exchange/services/2006/errors">${words}</e:Message><t:MessageXml xmlns:t="${types}">${values.join('')}</t:MessageXml></detail></s:Fault>`,
  );
}

async function* asStream(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
