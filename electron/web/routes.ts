import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeBytesJson, encodeBytesJson } from '../../contract/bytes-json.ts';
import type { Reply } from '../../contract/desktop.ts';
import { readRendererFile, securityHeaders } from '../services/renderer-files.ts';
import type { BrowserSession, BrowserSessions } from './browser-sessions.ts';
import { attachmentDisposition, downloadPrefix } from './downloads.ts';

export interface RouteContext {
  readonly sessions: BrowserSessions;
  /** The folder of the built renderer. */
  readonly renderer: string;
}

/** The largest call: a file attached to a draft, in Base64. The backend sets the limit that people meet. */
const mostBody = 128 * 1024 * 1024;
const callPrefix = '/desktop/';

/** Answers a request that has passed the guard. */
export async function route(
  context: RouteContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://host');
  if (pathname.startsWith(downloadPrefix) && request.method === 'GET') {
    sendDownload(context.sessions.find(request), pathname.slice(downloadPrefix.length), response);
  } else if (pathname.startsWith(callPrefix) && request.method === 'POST') {
    await answerCall(context, pathname.slice(callPrefix.length), request, response);
  } else if (pathname.startsWith(callPrefix)) {
    sendText(response, 405, 'method not allowed');
  } else if (request.method === 'GET' || request.method === 'HEAD') {
    await sendFile(context, pathname, request, response);
  } else {
    sendText(response, 405, 'method not allowed');
  }
}

async function sendFile(
  { sessions, renderer }: RouteContext,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, headers, body } = await readRendererFile(renderer, pathname);
  if (headers['content-type']?.startsWith('text/html') && !sessions.find(request)) {
    response.setHeader('set-cookie', sessions.setCookie(sessions.create(request)));
  }
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
}

/**
 * `POST /desktop/<call>` with the input as body answers the reply envelope. A browser that this host does not know,
 * since the host was started anew, gets a session here and learns from the reply that nobody is signed in.
 */
async function answerCall(
  { sessions }: RouteContext,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.headers['content-type'] !== 'application/json') {
    sendText(response, 415, 'calls are JSON');
    return;
  }
  const body = await readBody(request);
  if (body === null) {
    const message = `${name}: more than ${mostBody / 1024 / 1024} MB`;
    sendReply(response, { ok: false, error: { code: 'too-large', message } });
    return;
  }
  const known = sessions.find(request);
  const session = known ?? sessions.create(request);
  if (!known) response.setHeader('set-cookie', sessions.setCookie(session));
  sendReply(response, await session.services.dispatch(name, parseInput(body)));
}

/** What cannot be read is no input of any call. */
function parseInput(body: string): unknown {
  try {
    return decodeBytesJson(body);
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= mostBody) parts.push(part);
  }
  return size > mostBody ? null : Buffer.concat(parts).toString('utf8');
}

function sendReply(response: ServerResponse, reply: Reply<unknown>): void {
  response
    .writeHead(200, {
      ...securityHeaders,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    .end(encodeBytesJson(reply));
}

function sendDownload(session: BrowserSession | null, key: string, response: ServerResponse): void {
  const download = session?.downloads.take(key);
  if (!download) {
    sendText(response, 404, 'this download is no longer offered: save the attachment again');
    return;
  }
  response
    .writeHead(200, {
      ...securityHeaders,
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'application/octet-stream',
      'content-disposition': attachmentDisposition(download.name),
      'content-length': download.bytes.length,
      'cache-control': 'no-store',
    })
    .end(download.bytes);
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, {
      ...securityHeaders,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    })
    .end(`${text}\n`);
}
